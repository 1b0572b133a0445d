/** How many days before its end an access code ends soon. The home screen lists these codes. */
export const ENDS_SOON_DAYS = 14;

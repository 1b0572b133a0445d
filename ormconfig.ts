import 'reflect-metadata';
import { loadConfig, readEnvironment } from './src/config';
import { createDataSource } from './src/database/data-source';
import { entities } from './src/modules/entities';

/** For TypeORM's own command line, which wants one data source as a file's only export. */
export const dataSource = createDataSource(loadConfig(readEnvironment()).databaseUrl, entities, 'write');

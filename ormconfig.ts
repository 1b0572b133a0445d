import 'reflect-metadata';
import { loadConfig, readEnvironment } from './src/config';
import { createDataSource } from './src/database/data-source';
import { entities } from './src/modules/entities';

/** The data source for TypeORM's command line, which expects it as a file's only export. */
export const dataSource = createDataSource(loadConfig(readEnvironment()).databaseUrl, entities, 'write');

import { buildPackage } from '../lib/package/build.ts';

await buildPackage();

/**
 * One test at a time in a file, since forty servers in one process would time each other out on a slow machine; files run
 * beside each other. (`serial` of AVA's configuration would run them one after the other as well.)
 */
import ava from 'ava';

export type {ExecutionContext} from 'ava';
export const test = Object.assign(ava.serial, {macro: ava.macro});

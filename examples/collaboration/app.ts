import { collaboration } from './collaboration';

collaboration();

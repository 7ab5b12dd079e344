export type { Device, DeviceData, DeviceFields, DeviceType } from './device.js';
export type { LightTable } from './lights.js';

import { accessSettings } from "./instance-access";
import { networkSettings } from "./instance-network";
import { persistenceSettings } from "./instance-persistence";
import { replicationSettings } from "./instance-replication";
import type { InstanceSetting } from "./setting";

/** Every line of a redis.conf that the guide writes, in the file's order: one row each, and no other. */
export const instanceSettings: readonly InstanceSetting[] = [
  ...networkSettings,
  ...accessSettings,
  ...replicationSettings,
  ...persistenceSettings,
];

export { Tooltip } from "radix-ui";

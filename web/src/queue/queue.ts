// What an island uses to keep files on the phone and to send them: see decision 76.
export { Keeper } from "./keeper";
export { isFinal } from "./pieces";
export { reach } from "./reach";
export { sendFile } from "./transfer";

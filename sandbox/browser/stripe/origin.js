/** Where this script came from: the frames and the calls go there too. */
export const sandboxOrigin = new URL(document.currentScript.src).origin

/** Style sheets become dist/webview/results.css. */
declare module "*.css";

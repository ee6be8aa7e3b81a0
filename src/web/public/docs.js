/** Shows `/openapi.json`; keys typed in here stay in the tab. */
window.SwaggerUIBundle({
  url: '/openapi.json',
  dom_id: '#docs',
  deepLinking: true,
  // Off: the validator would be asked on the internet.
  validatorUrl: null,
  presets: [window.SwaggerUIBundle.presets.apis],
});

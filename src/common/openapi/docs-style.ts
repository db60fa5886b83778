/**
 * Changes to the look of Swagger UI: text that can be read (a contrast of 4.5 to 1 at least), no column of links, which this document
 * does not have, and parameters and responses that fit a phone.
 */
export const DOCS_STYLE = `
.swagger-ui .info .title small { background: #5a6170; }
.swagger-ui .info .title small.version-stamp { background: #456600; }
.swagger-ui .opblock.opblock-get .opblock-summary-method { background: #1b66b8; }
.swagger-ui .opblock.opblock-post .opblock-summary-method { background: #1a7a48; }
.swagger-ui .opblock.opblock-patch .opblock-summary-method { background: #0f736b; }
.swagger-ui .opblock.opblock-delete .opblock-summary-method { background: #c52020; }
.swagger-ui .btn.execute { background: #1b66b8; border-color: #1b66b8; }
.swagger-ui .download-contents { background: #555b6b; }
html:not(.dark-mode) .swagger-ui .info a { color: #1f5fae; }
html:not(.dark-mode) .swagger-ui .btn.authorize { border-color: #14784a; color: #14784a; }
html:not(.dark-mode) .swagger-ui .btn.authorize svg { fill: #14784a; }
html:not(.dark-mode) .swagger-ui .btn.cancel { border-color: #c52020; color: #c52020; }
html:not(.dark-mode) .swagger-ui .parameter__in { color: #5c5c5c; }
.swagger-ui .response-col_links { display: none; }
@media (max-width: 640px) {
  .swagger-ui .wrapper, .swagger-ui .opblock-body .responses-inner { padding: 0 10px; }
  .swagger-ui .opblock .opblock-summary-path { max-width: none; }
  .swagger-ui .opblock-section-header { flex-wrap: wrap; }
  .swagger-ui .opblock .tab-header .tab-item.active h4 span::after, .swagger-ui .opblock-summary .view-line-link { display: none; }
  .swagger-ui .parameters-container .parameters, .swagger-ui .responses-table { table-layout: fixed; }
  .swagger-ui table.parameters, .swagger-ui table.parameters tbody, .swagger-ui table.parameters tr,
  .swagger-ui table.parameters td { display: block; width: auto; max-width: none; padding-left: 0; }
  .swagger-ui table.parameters thead { display: none; }
  .swagger-ui .responses-table .response-col_status { width: 3.5em; }
  .swagger-ui .opblock-body select, .swagger-ui .opblock-body input, .swagger-ui .opblock-body textarea { max-width: 100%; }
}
`;

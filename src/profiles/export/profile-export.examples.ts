export const profileExportExamples = {
  ndjson: '{"id":"6f1c2a52-9a55-4a43-9d2e-0d5a6d1f6f0b","name":"Ann Example","emails":["ann@northwind.example"]}\n',
  csv: [
    'name,headline,current_title,current_company,company_domain,emails',
    'Ann Example,CTO at Northwind Robotics,CTO,Northwind Robotics,northwind.example,ann@northwind.example',
    '',
  ].join('\n'),
};

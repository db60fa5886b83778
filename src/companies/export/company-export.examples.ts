export const companyExportExamples = {
  ndjson: '{"company_name":"Northwind Robotics","domain":"northwind.example","industries":["Robotics"]}\n',
  csv: 'company_name,domain,industries\nNorthwind Robotics,northwind.example,Robotics; Automation\n',
};

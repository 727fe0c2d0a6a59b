-- Which software fails the standard
-- Which scanner software fails which required attribute, since when?
select Manufacturer, ManufacturerModelName, SoftwareVersions, sop_class, kind, path, instances, device_instances, first_date, last_date
from conformance_findings
where kind in ('missing_type_1', 'empty_type_1', 'missing_type_2')
order by instances desc, Manufacturer, ManufacturerModelName, SoftwareVersions, sop_class, kind, path;

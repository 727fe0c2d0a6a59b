-- Scanners
-- Which devices with which software made the images, and when?
select Manufacturer, ManufacturerModelName, SoftwareVersions, sum(instances) as instances, min(first_date) as first_date, max(last_date) as last_date
from instance_shapes
group by Manufacturer, ManufacturerModelName, SoftwareVersions
order by instances desc, Manufacturer, ManufacturerModelName, SoftwareVersions;

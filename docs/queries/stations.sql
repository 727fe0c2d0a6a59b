-- Stations
-- Which stations sent series, with which versions of software, from when to when?
select
  InstitutionName, Manufacturer, StationName, SoftwareVersions, min(StudyDate) as first_study, max(StudyDate) as last_study,
  count(distinct SeriesInstanceUID) as series, sum(instances)::bigint as instances
from series_variants
where StationName is not null
group by all
order by instances desc, InstitutionName, Manufacturer, StationName, SoftwareVersions;

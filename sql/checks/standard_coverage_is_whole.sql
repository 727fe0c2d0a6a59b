-- standard_coverage_is_whole: every attribute of the standard has one row, and what tag_coverage counts is seen.
select attribute.tag
from standard_attributes as attribute
full join standard_coverage as coverage on coverage.tag = attribute.tag
where coverage.tag is null or attribute.tag is null
union all
select tag from standard_coverage group by tag having count(*) > 1
union all
select coverage.tag
from standard_coverage as coverage
join (select distinct tag from tag_coverage where present > 0) as counted on counted.tag = coverage.tag
where not coverage.is_seen

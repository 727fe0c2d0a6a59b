-- tag_coverage_by: tag_coverage at other grains: SOP class, device, source and month.
-- Grain: one row per grain, its value, Modality and attribute that at least one of these instances has. Name the grain in the query:
--   where grain = 'device'.
-- Source: attribute_counts.
-- Caveats: exact; absent + empty + present + invalid + binary_only = instances. Rows of different grains count the same instances. A month is
--   that of StudyDate. Any other combination is a sum over attribute_counts.
create view tag_coverage_by as
with kinds as (
  select 'sop_class' as grain, SOPClassUID as value, * from attribute_counts
  union all
  select
    'device',
    concat_ws(' / ', coalesce(Manufacturer, '?'), coalesce(ManufacturerModelName, '?'), coalesce(SoftwareVersions, '?')),
    *
  from attribute_counts
  union all
  select 'source', source, * from attribute_counts
  union all
  select 'study_month', strftime(study_month, '%Y-%m'), * from attribute_counts
),
totals as (
  select grain, value, Modality, sum(instances)::bigint as instances from kinds where keyword is null group by all
),
counted as (
  select
    grain,
    value,
    Modality,
    keyword,
    sum(present)::bigint as present,
    sum(empty)::bigint as empty,
    sum(invalid)::bigint as invalid,
    sum(binary_only)::bigint as binary_only,
    sum(deviating)::bigint as deviating
  from kinds
  where keyword is not null
  group by all
)
select
  counted.grain,
  counted.value,
  counted.Modality,
  counted.keyword,
  totals.instances,
  totals.instances - counted.present - counted.empty - counted.invalid - counted.binary_only as absent,
  counted.empty,
  counted.present,
  counted.invalid,
  counted.binary_only,
  counted.deviating,
  100.0 * counted.present / totals.instances as percent_present
from counted
join totals
  on totals.grain = counted.grain and totals.value is not distinct from counted.value and totals.Modality is not distinct from counted.Modality;
comment on view tag_coverage_by is 'Attributes by SOP class, device, source or month: in how many instances each is present, empty, invalid, binary or absent. Exact.';
comment on column tag_coverage_by.grain is 'sop_class, device, source or study_month';
comment on column tag_coverage_by.value is 'SOP Class UID; manufacturer / model / software versions, ? where there is none; the source as it was given; the month as YYYY-MM';
comment on column tag_coverage_by.Modality is 'Modality; NULL for instances without one';
comment on column tag_coverage_by.keyword is 'Keyword of the attribute, as the column is named; GGGGEEEE for a public tag that PS3.6 does not know';
comment on column tag_coverage_by.instances is 'Instances of the modality with this value of the grain';
comment on column tag_coverage_by.absent is 'Instances that do not have the attribute';
comment on column tag_coverage_by.empty is 'Instances that have the attribute with zero length (or a sequence without items)';
comment on column tag_coverage_by.present is 'Instances with a value in the typed column (or in OtherElements, for unknown tags)';
comment on column tag_coverage_by.invalid is 'Instances whose value does not parse as its VR or VM: only ValueErrors has it';
comment on column tag_coverage_by.binary_only is 'Instances whose value is binary: only BinaryElements names it';
comment on column tag_coverage_by.deviating is 'Instances with an entry in ValueErrors, whether the typed column has a value or not';
comment on column tag_coverage_by.percent_present is 'present of instances, 0 to 100';

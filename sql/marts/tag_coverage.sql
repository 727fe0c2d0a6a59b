-- tag_coverage: which attributes the archive's instances have, per modality, and what became of their values.
-- Grain: one row per Modality and attribute of the data set itself that at least one instance of the modality has.
-- Source: attribute_counts, attribute_values, standard_attributes, standard_confidentiality.
-- Caveats: exact; absent + empty + present + invalid + binary_only = instances (states as in the macro attribute_state).
--   Attributes of items and private attributes have no row. A public tag that the dictionary does not know has its GGGGEEEE as keyword.
--   distinct_values counts a list as one value; it is NULL for sequences and unknown tags. Examples: the smallest and the
--   largest value, cut after 64 characters; none for sequences, for unknown tags, and for what PS3.15 Annex E names as identifying.
create table tag_coverage as
with totals as (
  select Modality, sum(instances)::bigint as instances
  from attribute_counts
  where keyword is null
  group by Modality
),
counted as (
  select
    Modality,
    keyword,
    sum(present)::bigint as present,
    sum(empty)::bigint as empty,
    sum(invalid)::bigint as invalid,
    sum(binary_only)::bigint as binary_only,
    sum(deviating)::bigint as deviating
  from attribute_counts
  where keyword is not null
  group by Modality, keyword
)
select
  counted.Modality,
  counted.keyword,
  attribute.tag,
  attribute.vr,
  attribute.name,
  totals.instances,
  totals.instances - counted.present - counted.empty - counted.invalid - counted.binary_only as absent,
  counted.empty,
  counted.present,
  counted.invalid,
  counted.binary_only,
  counted.deviating,
  100.0 * counted.present / totals.instances as percent_present,
  seen.distinct_values,
  identifying.keyword is not null as is_identifying,
  case when identifying.keyword is null and seen.smallest is not null then list_sort(list_distinct([seen.smallest, seen.largest])) end
    as example_values
from counted
join totals on totals.Modality is not distinct from counted.Modality
left join attribute_values as seen
  on seen.keyword = counted.keyword and seen.Modality is not distinct from counted.Modality
left join standard_attributes as attribute
  on attribute.keyword = regexp_replace(counted.keyword, '_([0-9A-F]{4}|[0-9A-F]{8})$', '') and attribute.keyword <> ''
left join identifying_keywords() as identifying on identifying.keyword = attribute.keyword
order by counted.Modality, counted.keyword;

comment on table tag_coverage is 'Attributes by modality: in how many instances each is present, empty, invalid, binary or absent. Exact.';
comment on column tag_coverage.Modality is 'Modality; key with keyword; NULL for instances without one';
comment on column tag_coverage.keyword is 'Keyword of the attribute, as the column is named; GGGGEEEE for a public tag that PS3.6 does not know';
comment on column tag_coverage.tag is 'Tag as PS3.6 prints it (XX stands for the repetitions of a group); NULL if PS3.6 does not know it';
comment on column tag_coverage.vr is 'VR by PS3.6; NULL if PS3.6 does not know the tag';
comment on column tag_coverage.name is 'Name by PS3.6; NULL if PS3.6 does not know the tag';
comment on column tag_coverage.instances is 'Instances of the modality';
comment on column tag_coverage.absent is 'Instances that do not have the attribute';
comment on column tag_coverage.empty is 'Instances that have the attribute with zero length (or a sequence without items)';
comment on column tag_coverage.present is 'Instances with a value in the typed column (or in OtherElements, for unknown tags)';
comment on column tag_coverage.invalid is 'Instances whose value does not parse as its VR or VM: only ValueErrors has it';
comment on column tag_coverage.binary_only is 'Instances whose value is binary: only BinaryElements names it';
comment on column tag_coverage.deviating is 'Instances with an entry in ValueErrors, whether the typed column has a value or not';
comment on column tag_coverage.percent_present is 'present of instances, 0 to 100';
comment on column tag_coverage.distinct_values is 'Distinct values present, a list being one value; NULL for sequences and unknown tags, and where none is present';
comment on column tag_coverage.is_identifying is 'PS3.15 Annex E names the attribute: the Basic Profile removes, empties or replaces it';
comment on column tag_coverage.example_values is 'The smallest and the largest value as text, cut after 64 characters; NULL for sequences, unknown tags and identifying attributes';

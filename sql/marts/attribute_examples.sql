-- attribute_examples: example values of each attribute, the most frequent first.
-- Grain: one row per Modality, attribute of the data set itself and example, at most eight of each.
-- Source: attribute_values, standard_attributes.
-- Caveats: texts are cut after 64 characters; values that are the same up to there are one example. None of sequences, and none of what
--   PS3.15 Annex E names as identifying, unless the refresh said --identifying-examples. A list is one value, as DuckDB writes lists.
create view attribute_examples as
with examples as (
  select Modality, keyword, distinct_values, unnest(frequent) as example from attribute_values
),
merged as (
  select Modality, keyword, distinct_values, example.value as value, sum(example.instances)::bigint as instances from examples group by all
)
select
  merged.Modality,
  merged.keyword,
  attribute.tag,
  attribute.vr,
  row_number() over (partition by merged.Modality, merged.keyword order by merged.instances desc, merged.value) as example_number,
  merged.value,
  merged.instances,
  merged.distinct_values
from merged
left join standard_attributes as attribute
  on attribute.keyword = regexp_replace(merged.keyword, '_([0-9A-F]{4}|[0-9A-F]{8})$', '') and attribute.keyword <> '';
comment on view attribute_examples is 'Example values by modality and attribute: the most frequent ones, cut to a bounded length.';
comment on column attribute_examples.Modality is 'Modality; NULL for instances without one';
comment on column attribute_examples.keyword is 'Keyword of the attribute, as the column is named';
comment on column attribute_examples.tag is 'Tag as PS3.6 prints it';
comment on column attribute_examples.vr is 'VR by PS3.6';
comment on column attribute_examples.example_number is '1 for the most frequent value; of equally frequent ones the smaller text comes first';
comment on column attribute_examples.value is 'The value as text, cut after 64 characters';
comment on column attribute_examples.instances is 'Instances that have it';
comment on column attribute_examples.distinct_values is 'Distinct values of the attribute in the modality: when more than examples, there are others';

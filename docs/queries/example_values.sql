-- Example values
-- What do values of an attribute look like in this archive? (Not those that may identify a patient.)
select Modality, keyword, value, instances, distinct_values
from attribute_examples
where keyword in ('ImageType', 'ScanOptions', 'PhotometricInterpretation')
order by keyword, Modality, example_number;

-- Codes in use
-- Which anatomic regions are coded, in which schemes, with which synonyms?
select CodingSchemeDesignator, CodeValue, CodeMeaning, sum(uses) as uses, any_value(synonyms order by path) as synonyms
from code_values
where ends_with(path, 'AnatomicRegionSequence')
group by all
order by uses desc, CodingSchemeDesignator, CodeValue, CodeMeaning;

-- The first item of a sequence of codes as text, scheme:value, e.g. SCT:39607008.
-- Caveats: the sequence must have the fields CodingSchemeDesignator and CodeValue (Reads of a file of sql/ makes sure of it).
create macro code_text(items) as items[1].CodingSchemeDesignator || ':' || items[1].CodeValue;
comment on macro code_text is 'scheme:value of the first item of a sequence of codes; NULL if it has none.';

-- The first item of a sequence of codes as a STRUCT of its three parts, as IDC's tables have codes.
-- Caveats: NULL, not a STRUCT of NULLs, where there is no item.
create macro code_item(items) as
  if(
    len(items) > 0,
    {
      'CodeValue': items[1].CodeValue,
      'CodingSchemeDesignator': items[1].CodingSchemeDesignator,
      'CodeMeaning': items[1].CodeMeaning
    },
    null
  );
comment on macro code_item is 'CodeValue, CodingSchemeDesignator and CodeMeaning of the first item of a sequence of codes; NULL if it has none.';

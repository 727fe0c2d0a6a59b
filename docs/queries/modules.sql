-- Modules of the IODs
-- Which modules of which SOP classes are violated, and which cannot be judged?
select sop_class, module, usage, state, instances, violated, unknown, conditional_attributes
from iod_conformance
where state in ('violated', 'unknown')
order by violated desc, sop_class, module;

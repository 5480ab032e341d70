-- Whose records somebody sees. `p` is the record's own table.

-- salesperson
(p.owner_id = :me OR p.id = ANY(:involved))

-- manager
(p.region_id = ANY(:regions) OR p.owner_id = ANY(:team) OR p.id = ANY(:involved))

-- director
TRUE

-- few_hidden
NOT EXISTS (SELECT 1 FROM records_record binned WHERE binned.id = v.record_id
    AND binned."table" = 'project' AND binned.deleted_at IS NOT NULL)

-- involved
SELECT record_id FROM records_participant WHERE user_id = :me

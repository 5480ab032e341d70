-- A pipeline's board: every column's head, its first cards, and what their gates are judged by.
-- :me, :team, :regions, :involved say who looks; {sight} is one of sight.sql.

-- heads
SELECT p.stage, count(*), sum(p.amount), extract(epoch FROM avg(now() - p.stage_entered_at))
FROM rec_project p
WHERE p.pipeline = 'project_sales' AND p.status = 'open' AND p.deleted_at IS NULL AND {sight}
GROUP BY p.stage

-- cards
SELECT card.*, customer.title AS customer
FROM unnest(:stages::text[]) AS stages (stage)
CROSS JOIN LATERAL (
    SELECT p.id, p.version, p.title, p.amount, p.stage, p.stage_entered_at, p.plan, p.plan_on,
           p.contact_at, p.owner_id, p.f_customer, p.f_address, p.f_demand_type, p.f_usage,
           p.f_usage_unit, p.f_amount_est, p.f_expected_sign_on, p.f_survey_on
    FROM rec_project p
    WHERE p.pipeline = 'project_sales' AND p.stage = stages.stage AND p.status = 'open'
      AND p.deleted_at IS NULL AND {sight}
    ORDER BY p.stage_entered_at DESC, p.id DESC LIMIT 21
) AS card
LEFT JOIN records_record customer ON customer.id = card.f_customer

-- facts
SELECT record_id, 'activity', kind, by_id, max(created_at) FROM flow_activity
WHERE record_id = ANY(:ids) AND kind <> 'note' GROUP BY record_id, kind, by_id
UNION ALL
SELECT record_id, 'action', item, by_id, max(at) FROM flow_keyaction
WHERE record_id = ANY(:ids) GROUP BY record_id, item, by_id
UNION ALL
SELECT d.record_id, 'version', d.type, v.id, v.uploaded_at FROM documents_document d
CROSS JOIN LATERAL (
    SELECT id, uploaded_at FROM documents_version
    WHERE document_id = d.id ORDER BY number DESC LIMIT 1
) v
WHERE d.record_id = ANY(:ids)
UNION ALL
SELECT record_id, standing, document_type, version_id, at FROM documents_tick
WHERE record_id = ANY(:ids) AND withdrawn_at IS NULL

-- tasks
SELECT DISTINCT ON (record_id) record_id, label, due_at FROM flow_task
WHERE record_id = ANY(:unplanned) AND status = 'open'
ORDER BY record_id, due_at NULLS LAST, id

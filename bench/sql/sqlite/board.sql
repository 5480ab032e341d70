-- A pipeline's board: every column's head, its first cards, and what their gates are judged by.
-- :me, :team, :regions, :involved say who looks; {sight} is one of sight.sql.

-- heads
SELECT p.stage, count(*), sum(p.amount), (julianday('now') - avg(julianday(p.stage_entered_at))) * 86400.0
FROM rec_project p
WHERE p.pipeline = 'project_sales' AND p.status = 'open' AND p.deleted_at IS NULL AND {sight}
GROUP BY p.stage

-- cards
SELECT * FROM (
    SELECT p.id, p.version, p.title, p.amount, p.stage, p.stage_entered_at, p.plan, p.plan_on,
           p.contact_at, p.owner_id, p.f_customer, p.f_address, p.f_demand_type, p.f_usage,
           p.f_usage_unit, p.f_amount_est, p.f_expected_sign_on, p.f_survey_on,
           customer.title AS customer
    FROM rec_project p LEFT JOIN records_record customer ON customer.id = p.f_customer
    WHERE p.pipeline = 'project_sales' AND p.stage = 'lead' AND p.status = 'open'
      AND p.deleted_at IS NULL AND {sight}
    ORDER BY p.stage_entered_at DESC, p.id DESC LIMIT 21
)
UNION ALL
SELECT * FROM (
    SELECT p.id, p.version, p.title, p.amount, p.stage, p.stage_entered_at, p.plan, p.plan_on,
           p.contact_at, p.owner_id, p.f_customer, p.f_address, p.f_demand_type, p.f_usage,
           p.f_usage_unit, p.f_amount_est, p.f_expected_sign_on, p.f_survey_on,
           customer.title AS customer
    FROM rec_project p LEFT JOIN records_record customer ON customer.id = p.f_customer
    WHERE p.pipeline = 'project_sales' AND p.stage = 'contact' AND p.status = 'open'
      AND p.deleted_at IS NULL AND {sight}
    ORDER BY p.stage_entered_at DESC, p.id DESC LIMIT 21
)
UNION ALL
SELECT * FROM (
    SELECT p.id, p.version, p.title, p.amount, p.stage, p.stage_entered_at, p.plan, p.plan_on,
           p.contact_at, p.owner_id, p.f_customer, p.f_address, p.f_demand_type, p.f_usage,
           p.f_usage_unit, p.f_amount_est, p.f_expected_sign_on, p.f_survey_on,
           customer.title AS customer
    FROM rec_project p LEFT JOIN records_record customer ON customer.id = p.f_customer
    WHERE p.pipeline = 'project_sales' AND p.stage = 'assessment' AND p.status = 'open'
      AND p.deleted_at IS NULL AND {sight}
    ORDER BY p.stage_entered_at DESC, p.id DESC LIMIT 21
)
UNION ALL
SELECT * FROM (
    SELECT p.id, p.version, p.title, p.amount, p.stage, p.stage_entered_at, p.plan, p.plan_on,
           p.contact_at, p.owner_id, p.f_customer, p.f_address, p.f_demand_type, p.f_usage,
           p.f_usage_unit, p.f_amount_est, p.f_expected_sign_on, p.f_survey_on,
           customer.title AS customer
    FROM rec_project p LEFT JOIN records_record customer ON customer.id = p.f_customer
    WHERE p.pipeline = 'project_sales' AND p.stage = 'quotation' AND p.status = 'open'
      AND p.deleted_at IS NULL AND {sight}
    ORDER BY p.stage_entered_at DESC, p.id DESC LIMIT 21
)
UNION ALL
SELECT * FROM (
    SELECT p.id, p.version, p.title, p.amount, p.stage, p.stage_entered_at, p.plan, p.plan_on,
           p.contact_at, p.owner_id, p.f_customer, p.f_address, p.f_demand_type, p.f_usage,
           p.f_usage_unit, p.f_amount_est, p.f_expected_sign_on, p.f_survey_on,
           customer.title AS customer
    FROM rec_project p LEFT JOIN records_record customer ON customer.id = p.f_customer
    WHERE p.pipeline = 'project_sales' AND p.stage = 'sample' AND p.status = 'open'
      AND p.deleted_at IS NULL AND {sight}
    ORDER BY p.stage_entered_at DESC, p.id DESC LIMIT 21
)
UNION ALL
SELECT * FROM (
    SELECT p.id, p.version, p.title, p.amount, p.stage, p.stage_entered_at, p.plan, p.plan_on,
           p.contact_at, p.owner_id, p.f_customer, p.f_address, p.f_demand_type, p.f_usage,
           p.f_usage_unit, p.f_amount_est, p.f_expected_sign_on, p.f_survey_on,
           customer.title AS customer
    FROM rec_project p LEFT JOIN records_record customer ON customer.id = p.f_customer
    WHERE p.pipeline = 'project_sales' AND p.stage = 'contract' AND p.status = 'open'
      AND p.deleted_at IS NULL AND {sight}
    ORDER BY p.stage_entered_at DESC, p.id DESC LIMIT 21
)

-- facts
SELECT record_id, 'activity', kind, by_id, max(created_at) FROM flow_activity
WHERE record_id IN :ids AND kind <> 'note' GROUP BY record_id, kind, by_id
UNION ALL
SELECT record_id, 'action', item, by_id, max(at) FROM flow_keyaction
WHERE record_id IN :ids GROUP BY record_id, item, by_id
UNION ALL
SELECT d.record_id, 'version', d.type, v.id, v.uploaded_at FROM documents_document d
JOIN documents_version v ON v.document_id = d.id AND v.number = (
    SELECT max(number) FROM documents_version WHERE document_id = d.id
)
WHERE d.record_id IN :ids
UNION ALL
SELECT record_id, standing, document_type, version_id, at FROM documents_tick
WHERE record_id IN :ids AND withdrawn_at IS NULL

-- tasks
SELECT record_id, label, min(due_at) FROM flow_task
WHERE record_id IN :unplanned AND status = 'open'
GROUP BY record_id

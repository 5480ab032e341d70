-- A project comes into being: its row, its first visit and task, its number, its search entry,
-- its customer's stored figures. All but `names` in one transaction.

-- key
INSERT INTO journal_answer (user_id, key, request_digest, content_type, created_at)
VALUES (:me, :key, :digest, '', now()) ON CONFLICT (user_id, key) DO NOTHING

-- hold
SELECT pg_advisory_xact_lock_shared(1)

-- customer
SELECT p.id FROM rec_customer p WHERE p.id = :customer AND p.deleted_at IS NULL AND {sight}

-- contact
SELECT p.id FROM rec_contact p WHERE p.id = :contact AND p.deleted_at IS NULL AND {sight}

-- number
INSERT INTO records_counter ("table", field, period, value)
VALUES ('project', 'code', :period, 1)
ON CONFLICT ("table", field, period) DO UPDATE SET value = records_counter.value + 1
RETURNING value

-- registry
INSERT INTO records_record ("table", title, created_at) VALUES ('project', :title, now())
RETURNING id

-- row
INSERT INTO rec_project (id, title, title_key, owner_id, region_id, pipeline, stage, status, amount,
    stage_entered_at, version, created_at, updated_at, created_by_id, f_name, f_code, f_customer,
    f_contact, f_source, f_demand_type, f_usage, f_usage_unit, f_amount_est, f_expected_sign_on,
    f_address)
VALUES (:id, :title, :title, :me, :region, 'project_sales', 'lead', 'open', 36000000,
    now(), 1, now(), now(), :me, :title, :code, :customer,
    :contact, 'referral', 'flooring', 120000, 'm2', 36000000, :sign_on,
    '苏州市望湖路 8 号')

-- search
INSERT INTO records_search (record_id, tokens) VALUES (:id, array_to_tsvector(:tokens))

-- figures
UPDATE rec_customer SET
    f_open_projects = (SELECT count(*) FROM rec_project
        WHERE f_customer = :customer AND deleted_at IS NULL AND status = 'open'),
    f_open_amount = (SELECT coalesce(sum(amount), 0) FROM rec_project
        WHERE f_customer = :customer AND deleted_at IS NULL AND status = 'open'),
    f_won_projects = (SELECT count(*) FROM rec_project
        WHERE f_customer = :customer AND deleted_at IS NULL AND status = 'won'),
    f_won_amount = (SELECT coalesce(sum(amount), 0) FROM rec_project
        WHERE f_customer = :customer AND deleted_at IS NULL AND status = 'won')
WHERE id = :customer

-- visit
INSERT INTO flow_visit (record_id, pipeline, stage, seq, entered_at, overridden,
    entered_day, is_first_in_stage, owner_id, region_id, revision, brought_in, moved_by_id)
VALUES (:id, 'project_sales', 'lead', 1, now(), '[]', :today, TRUE, :me, :region, 1, FALSE, :me)
RETURNING id

-- task
INSERT INTO flow_task (record_id, visit_id, pipeline, stage, key, label, role, assignee_id,
    status, opened_at, due_at)
VALUES (:id, :visit, 'project_sales', 'lead', 'first_contact', :label, 'owner', :me,
    'open', now(), now() + interval '1 day')

-- event
INSERT INTO journal_event (at, kind, actor_id, record_id, "table", version, data, owner_after,
    region_after, gone, xid)
VALUES (now(), :kind, :me, :id, 'project', :version, :data, :me, :region, FALSE,
    pg_current_xact_id()::text::bigint)

-- answer
UPDATE journal_answer SET status = 201, body = :body WHERE user_id = :me AND key = :key

-- names
SELECT id, title FROM records_record WHERE id IN (:customer, :contact)

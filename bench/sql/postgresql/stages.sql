-- The conversion table of a period, :first to :last; :midnight ends it. {seen} says whose visits.

-- figures
SELECT v.stage, count(*) FILTER (WHERE v.outcome NOT IN ('skipped', 'relocated')),
    sum(v.dwell_seconds) FILTER (WHERE v.outcome NOT IN ('skipped', 'relocated')),
    count(*) FILTER (WHERE v.outcome NOT IN ('skipped', 'relocated') AND v.dwell_seconds <= CASE v.stage WHEN 'lead' THEN 259200 WHEN 'contact' THEN 604800 WHEN 'assessment' THEN 432000
        WHEN 'quotation' THEN 777600 WHEN 'sample' THEN 1036800 WHEN 'contract' THEN 1209600 END),
    count(*) FILTER (WHERE (v.followed_on IS NULL OR v.followed_on > :last)
        AND v.outcome IN ('advanced', 'won', 'lost', 'dropped')),
    count(*) FILTER (WHERE (v.followed_on IS NULL OR v.followed_on > :last)
        AND v.outcome IN ('advanced', 'won')),
    sum(v.stay_seconds) FILTER (WHERE (v.followed_on IS NULL OR v.followed_on > :last)
        AND v.outcome IN ('advanced', 'won')),
    count(DISTINCT CASE WHEN v.outcome NOT IN ('skipped', 'relocated') AND (v.outcome IN ('lost', 'dropped')
        OR v.dwell_seconds > CASE v.stage WHEN 'lead' THEN 259200 WHEN 'contact' THEN 604800 WHEN 'assessment' THEN 432000
        WHEN 'quotation' THEN 777600 WHEN 'sample' THEN 1036800 WHEN 'contract' THEN 1209600 END) THEN v.record_id END)
FROM flow_visit v
WHERE v.pipeline = 'project_sales' AND v.end_day BETWEEN :first AND :last AND {seen}
GROUP BY v.stage

-- quantiles
SELECT v.stage, percentile_cont(ARRAY[0.5, 0.9]) WITHIN GROUP (ORDER BY v.stay_seconds)
FROM flow_visit v
WHERE v.pipeline = 'project_sales' AND v.end_day BETWEEN :first AND :last AND {seen}
    AND (v.followed_on IS NULL OR v.followed_on > :last)
        AND v.outcome IN ('advanced', 'won')
GROUP BY v.stage

-- standing
SELECT stage, sum(many) FROM (
    SELECT p.stage, count(*) AS many FROM rec_project p
    WHERE p.pipeline = 'project_sales' AND p.status = 'open' AND p.deleted_at IS NULL
        AND p.stage_entered_at < :midnight AND {sight}
    GROUP BY p.stage
    UNION ALL
    SELECT v.stage, count(*) FROM flow_visit v
    WHERE v.pipeline = 'project_sales' AND v.end_day > :last AND v.entered_day <= :last AND {seen}
    GROUP BY v.stage) AS standing
GROUP BY stage

-- cohort
SELECT stage, fate, count(*) FROM (
    SELECT v.stage AS stage, CASE WHEN v.outcome IN ('advanced', 'won', 'skipped') THEN 'gone'
        WHEN v.outcome IS NULL THEN 'open'
        WHEN NOT EXISTS (SELECT 1 FROM flow_visit w
            WHERE w.record_id = v.record_id AND w.seq > v.seq) THEN 'over'
        WHEN EXISTS (SELECT 1 FROM flow_visit w
            WHERE w.record_id = v.record_id AND w.seq > v.seq
            AND (w.outcome = 'won' OR CASE w.stage WHEN 'lead' THEN 0 WHEN 'contact' THEN 1 WHEN 'assessment' THEN 2
            WHEN 'quotation' THEN 3 WHEN 'sample' THEN 4 WHEN 'contract' THEN 5 END > CASE v.stage WHEN 'lead' THEN 0 WHEN 'contact' THEN 1 WHEN 'assessment' THEN 2
            WHEN 'quotation' THEN 3 WHEN 'sample' THEN 4 WHEN 'contract' THEN 5 END)) THEN 'gone'
        WHEN EXISTS (SELECT 1 FROM flow_visit w
            WHERE w.record_id = v.record_id AND w.left_at IS NULL) THEN 'open'
        ELSE 'over' END AS fate
    FROM flow_visit v
    WHERE v.pipeline = 'project_sales' AND v.is_first_in_stage
        AND v.entered_day BETWEEN :first AND :last
        AND (v.outcome IS NULL OR v.outcome <> 'relocated') AND {seen}) AS cohort
GROUP BY stage, fate

-- reasons
SELECT stage, reason, count(*) FROM (
    SELECT v.stage AS stage, v.reason AS reason,
        row_number() OVER (PARTITION BY v.stage, v.record_id ORDER BY v.seq DESC) AS place
    FROM flow_visit v
WHERE v.pipeline = 'project_sales' AND v.end_day BETWEEN :first AND :last AND {seen}
    AND v.outcome NOT IN ('skipped', 'relocated') AND (v.outcome IN ('lost', 'dropped')
        OR v.dwell_seconds > CASE v.stage WHEN 'lead' THEN 259200 WHEN 'contact' THEN 604800 WHEN 'assessment' THEN 432000
        WHEN 'quotation' THEN 777600 WHEN 'sample' THEN 1036800 WHEN 'contract' THEN 1209600 END)
    AND v.reason IS NOT NULL AND v.reason <> '') AS told
WHERE place = 1
GROUP BY stage, reason

-- A list: filtered by one field of the company's own, sorted by another; whole rows.

-- rows
SELECT p.*, customer.title AS customer, contact.title AS contact
FROM rec_project p
LEFT JOIN records_record customer ON customer.id = p.f_customer
LEFT JOIN records_record contact ON contact.id = p.f_contact
WHERE p.f_demand_type = 'flooring' AND p.f_expected_sign_on IS NOT NULL AND p.deleted_at IS NULL
  AND {sight}
ORDER BY p.f_expected_sign_on DESC, p.id DESC LIMIT 51

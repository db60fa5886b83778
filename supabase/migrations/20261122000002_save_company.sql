-- How a company finds its row. LinkedIn names one company by a number and by a vanity slug; the number is the
-- authority: rows with different numbers are never one company, and a slug belongs to whoever has it now.

set search_path = public, extensions;

-- Writes every column but the row's identity.
create function put_company(c companies) returns companies
language sql set search_path = public, extensions as $$
  update companies set
    linkedin_id = c.linkedin_id, slug = c.slug, company_name = c.company_name, linkedin_url = c.linkedin_url,
    description = c.description, tagline = c.tagline, domain = c.domain, website = c.website,
    industries = coalesce(c.industries, '{}'), specialties = coalesce(c.specialties, '{}'),
    employee_count = c.employee_count, employee_range = c.employee_range, followers = c.followers,
    year_founded = c.year_founded, logo_url = c.logo_url, city = c.city, region = c.region,
    country_code = c.country_code, address = c.address, source = c.source, fetched_at = c.fetched_at,
    updated_at = c.updated_at
  where id = c.id
  returning *;
$$;

-- Two rows turned out to be one company: the older id stays, with the content that was fetched last.
create function merge_companies(a companies, b companies) returns companies
language plpgsql set search_path = public, extensions as $$
declare
  kept companies := case when a.seq < b.seq then a else b end;
  dropped companies := case when a.seq < b.seq then b else a end;
  merged companies := case when b.fetched_at > a.fetched_at then b else a end;
begin
  update profile_companies set company_id = kept.id where company_id = dropped.id;
  if merged.id = dropped.id then
    delete from embeddings where company_id = kept.id;
    delete from raw_payloads where company_id = kept.id;
    update embeddings set company_id = kept.id where company_id = dropped.id;
    update raw_payloads set company_id = kept.id where company_id = dropped.id;
  end if;
  delete from companies where id = dropped.id;
  merged.id := kept.id;
  merged.linkedin_id := coalesce(kept.linkedin_id, dropped.linkedin_id);
  merged.slug := coalesce(kept.slug, dropped.slug);
  merged.updated_at := now();
  return put_company(merged);
end $$;

-- The row of a company, null where there is none yet.
create function resolve_company(p_linkedin_id text, p_slug text, p_fetched_at timestamptz) returns companies
language plpgsql set search_path = public, extensions as $$
declare
  by_id companies;
  by_slug companies;
begin
  select * into by_id from companies where linkedin_id = p_linkedin_id for update;
  select * into by_slug from companies where slug = p_slug for update;
  if by_slug.id is null or by_slug.id = by_id.id then
    return by_id;
  elsif p_linkedin_id is null or (by_id.id is null and by_slug.linkedin_id is null) then
    return by_slug;
  elsif by_slug.linkedin_id is null then
    return merge_companies(by_id, by_slug);
  end if;
  -- The slug was another company's; it keeps its number, and the slug too if that was seen later.
  update companies
    set slug = null, linkedin_url = format('https://www.linkedin.com/company/%s/', linkedin_id), updated_at = now()
    where id = by_slug.id and fetched_at <= p_fetched_at;
  return by_id;
end $$;

create function put_embedding(p_profile_id uuid, p_company_id uuid, p jsonb) returns void
language plpgsql set search_path = public, extensions as $$
begin
  delete from embeddings where profile_id = p_profile_id or company_id = p_company_id;
  insert into embeddings (profile_id, company_id, model, text_hash, embedding)
    values (p_profile_id, p_company_id, p->>'model', p->>'text_hash', (p->>'vector')::vector);
end $$;

-- The payload comes as a JSON string that holds JSON text, so nothing on the way reads it.
create function put_raw_payload(p_profile_id uuid, p_company_id uuid, p jsonb) returns void
language plpgsql set search_path = public, extensions as $$
begin
  delete from raw_payloads where profile_id = p_profile_id or company_id = p_company_id;
  insert into raw_payloads (profile_id, company_id, source, fetched_at, payload)
    values (p_profile_id, p_company_id, p->>'source', (p->>'fetched_at')::timestamptz, (p->>'raw')::json);
end $$;

-- What a row says, without where it came from and when: two fetches with the same content changed nothing.
create function content_of(p_row jsonb) returns jsonb
language sql immutable set search_path = public, extensions as $$
  select p_row - array['id', 'seq', 'aliases', 'source', 'fetched_at', 'created_at', 'updated_at'];
$$;

-- p: { stored_id, value, source, fetched_at, raw, embedding }; with stored_id the company is only looked up.
-- Answers { id, action }.
create function save_company(p jsonb) returns jsonb
language plpgsql set search_path = public, extensions as $$
declare
  v_value jsonb := p->'value';
  v_fetched_at timestamptz := (p->>'fetched_at')::timestamptz;
  v_row companies;
  v_next companies;
  v_created boolean := false;
  v_changed boolean;
begin
  if p->>'stored_id' is not null then
    select * into v_row from companies where id = (p->>'stored_id')::uuid for key share;
    if found then
      return jsonb_build_object('id', v_row.id, 'action', 'unchanged');
    end if;
  end if;

  v_row := resolve_company(v_value->>'linkedin_id', v_value->>'slug', v_fetched_at);
  if exists (select from companies where slug = v_value->>'slug' and id is distinct from v_row.id) then
    v_value := jsonb_set(v_value, '{slug}', 'null');
  end if;
  if v_row.id is null then
    insert into companies (linkedin_id, slug, linkedin_url, source, fetched_at)
      values (v_value->>'linkedin_id', v_value->>'slug', v_value->>'linkedin_url', p->>'source', v_fetched_at)
      returning * into v_row;
    v_created := true;
  elsif v_fetched_at < v_row.fetched_at then
    return jsonb_build_object('id', v_row.id, 'action', 'unchanged');
  end if;

  v_next := jsonb_populate_record(v_row, v_value);
  v_next.linkedin_id := coalesce(v_next.linkedin_id, v_row.linkedin_id);
  if v_next.slug is null and v_row.slug is not null then
    v_next.slug := v_row.slug;
    v_next.linkedin_url := v_row.linkedin_url;
  end if;
  v_next.industries := coalesce(v_next.industries, '{}');
  v_next.specialties := coalesce(v_next.specialties, '{}');
  v_next.source := p->>'source';
  v_next.fetched_at := v_fetched_at;
  v_changed := content_of(to_jsonb(v_next)) is distinct from content_of(to_jsonb(v_row));
  if v_changed then
    v_next.updated_at := now();
  end if;
  perform put_company(v_next);

  if p->>'raw' is not null then
    perform put_raw_payload(null, v_row.id, p);
  end if;
  if jsonb_typeof(p->'embedding') = 'object' then
    perform put_embedding(null, v_row.id, p->'embedding');
  elsif v_changed then
    delete from embeddings where company_id = v_row.id;
  end if;
  return jsonb_build_object(
    'id', v_row.id,
    'action', case when v_created then 'created' when v_changed then 'updated' else 'unchanged' end
  );
end $$;

reset search_path;

-- What is taken out of Wikidata's dump, as steps that DuckDB and Spark run as they stand. Each step
-- makes a table of its name. Names in braces are put in by rules.py.

-- step: found
-- Of the lines of the dump: the triples that may be wanted, taken apart; and the lines that are no
-- triple, which have no predicate.
SELECT s, p, o,
  CASE WHEN regexp_like(o, '{item}') THEN regexp_extract(o, '{number}', 0) ELSE '' END AS item,
  number
FROM (
  SELECT
    CASE WHEN kind = 'wanted' THEN regexp_extract(line, '{number}', 0) ELSE '' END AS s,
    CASE WHEN kind = 'wanted' THEN regexp_extract(line, '{predicate}', 0) ELSE '' END AS p,
    CASE WHEN kind = 'wanted' THEN regexp_replace(regexp_replace(line, '{head}', ''), '{tail}', '')
      ELSE substr(line, 1, 200) END AS o,
    CASE WHEN kind = 'wanted' THEN NULL ELSE number END AS number
  FROM (
    SELECT line, number,
      CASE
        WHEN regexp_like(line, '{wanted}') AND NOT regexp_like(line, '{torn}') THEN 'wanted'
        WHEN regexp_like(line, '{wanted}') OR NOT regexp_like(line, '{shape}') THEN 'broken'
        ELSE 'other'
      END AS kind
    FROM lines
  ) AS judged
  WHERE kind <> 'other'
) AS taken_apart

-- step: subclasses
SELECT DISTINCT s AS lower, item AS upper FROM found WHERE p = '{subclass_of}' AND item <> ''

-- step: classes
-- The classes of films, to begin with.
SELECT DISTINCT id FROM (VALUES {roots}) AS roots(id)

-- step: more_classes
-- These and the ones below them; again and again, until there are no more.
SELECT id FROM classes
UNION
SELECT lower AS id FROM subclasses JOIN classes ON upper = id

-- step: films
SELECT DISTINCT s AS id FROM found JOIN classes ON item = id WHERE p = '{instance_of}'

-- step: named
-- The people, companies, genres and others that something is said of films with.
SELECT DISTINCT item AS id FROM found JOIN films ON s = id
WHERE p NOT IN ('{instance_of}', '{subclass_of}') AND item <> ''

-- step: others
-- These, and what they are members of.
SELECT id FROM named
UNION
SELECT item AS id FROM found JOIN named ON s = id
WHERE p IN ({of_others}) AND p <> '{instance_of}' AND item <> ''

-- step: kept
SELECT concat('<{wd}', s, '> <', p, '> ', o, ' .') AS line
FROM found JOIN films ON s = id
WHERE p <> '{subclass_of}'
UNION
SELECT concat('<{wd}', s, '> <', p, '> ', o, ' .') AS line
FROM found JOIN others ON s = id
WHERE p IN ({of_others}) AND (p = '{instance_of}' OR item IN (SELECT id FROM others) OR item = '')
UNION
SELECT concat('<{wd}', lower, '> <{subclass_of}> <{wd}', upper, '> .') AS line
FROM subclasses
WHERE lower IN (SELECT id FROM classes) AND upper IN (SELECT id FROM classes)

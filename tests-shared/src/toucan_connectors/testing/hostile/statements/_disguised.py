"""Calls and reads that do not look like any: attributes, tables that are functions, names behind a schema."""

from collections.abc import Mapping
from typing import Final

__all__ = ["DISGUISED"]

_ATTRIBUTES: Final = (
    "SELECT (60).pg_sleep",
    "SELECT g.pg_sleep FROM generate_series(60, 60) AS g",
    "SELECT ('/etc/passwd'::text).pg_read_file",
    "SELECT f.pg_read_file FROM unnest(ARRAY['/etc/passwd']) AS f",
    "SELECT (pg_backend_pid()).pg_terminate_backend",
    "SELECT (16385::oid).lo_unlink",
)

DISGUISED: Final[Mapping[str, tuple[str, ...]]] = {
    "PostgreSQL": (
        *_ATTRIBUTES,
        "SELECT aws_ml.invoke_endpoint('e', NULL, 'x')",
        "SELECT azure_storage.blob_get('a', 'c', 'p')",
        "SELECT pgr_dijkstra('SELECT 1', 1, 2)",
        "SELECT dbms_lock.sleep(60)",
        "SELECT crypt('x', gen_salt('bf', 31))",
        "SELECT * FROM pg_hba_file_rules",
        "SELECT * FROM pg_catalog.pg_file_settings",
        "SELECT autoprewarm_dump_now()",
    ),
    "Redshift": _ATTRIBUTES[:2],
    "MySQL": (
        "SELECT lambda_sync('arn', '{}')",
        "SELECT aws_sagemaker_invoke_endpoint('e', 'x')",
        "SELECT sys.ml_generate('x', NULL)",
        "SELECT gen_dictionary_load('/etc/passwd', 'x')",
        "SELECT masking_dictionary_term_add('d', 't')",
        "SELECT create_dh_parameters(10000)",
        "SELECT /*+ RESOURCE_GROUP(x) */ 1",
        "SELECT wsrep_sync_wait_upto_gtid('x')",
    ),
    "Oracle": (
        "SELECT xdb.dbms_xslprocessor.read2clob('D', 'f') FROM dual",
        "SELECT s.utl_http.request('http://h/') FROM dual",
        "SELECT f@link(1) FROM dual",
        "SELECT user_lock.sleep(500) FROM dual",
        "SELECT * FROM XMLTABLE('let $x := \"/oradb/S/T\" return doc($x)')",
        "SELECT xmltype('<!DOC' || 'TYPE r SYSTEM \"http://h\"><r/>') FROM dual",
    ),
    "Snowflake": ("SELECT * FROM TABLE(TO_QUERY('SELECT SYSTEM$WAIT(600)'))",),
    "ClickHouse": (
        "SELECT * FROM dictionary('d')",
        "SELECT * FROM oss('https://h/x')",
        "SELECT * FROM filesystem('/')",
        "SELECT hasColumnInTable('10.0.0.1', 'u', 'p', 'd', 't', 'c')",
        "SELECT * FROM system.zookeeper",
    ),
    "Databricks": (
        "SELECT * FROM image.`s3://b/x`",
        "SELECT * FROM cat.delta.`s3://b/x`",
        "SELECT * FROM `org.apache.spark.sql.execution.datasources.text.TextFileFormat`.`/etc/passwd`",
        "SELECT '${env:AWS_SECRET_ACCESS_KEY}'",
        "SELECT from_avro(a, 's', 'http://registry') FROM t",
    ),
    "Athena": (
        "SELECT * FROM execute('x')",
        "SELECT * FROM procedure('x')",
        'SELECT * FROM "lambda:my_fn"."s"."t"',
    ),
    "ODBC": (
        *_ATTRIBUTES[:2],
        "SELECT * FROM 'c:\\x.csv'",
        'SELECT * FROM "/data/x.parquet"',
        'SELECT * FROM "lambda:x".d.t',
    ),
}
"""For each dialect, what an adversarial review got past a guard."""

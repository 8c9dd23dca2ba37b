"""What the read-only guard must know of each source: functions that do more than read, and ambiguous text.

The first lock is the guard, the second a transaction that cannot write. Named here is what both would let
through: what reaches files, the network or other sessions, waits, locks, changes what a session is, or runs
text as SQL, unseen by the guard.
"""

from __future__ import annotations

from typing import Final

from toucan_connectors.sql.dialects._dialect import Rules

__all__ = [
    "ATHENA",
    "BIGQUERY",
    "CLICKHOUSE",
    "DATABRICKS",
    "DUCKDB",
    "HANA",
    "MYSQL",
    "ODBC",
    "ORACLE",
    "POSTGRESQL",
    "REDSHIFT",
    "SNOWFLAKE",
    "T_SQL",
]


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_SEQUENCES: Final = "nextval setval next_value_for *.nextval* *.currval* "
_EXECUTABLE_COMMENT: Final = r"/\*M?!"
_ESCAPED_IDENTIFIER: Final = r"U&\s*\""

# A type that is written as text (from_json) is parsed by recursion, and deep enough ends the process.
DUCKDB: Final = Rules(
    functions=_words(
        f"""
        {_SEQUENCES}
        setseed sleep_ms pg_sleep getenv current_setting write_log glob sniff_* duckdb_secrets which_secret
        query query_table
        read_* *_scan arrow_scan* parquet_* st_read* iceberg_* *_query *_execute *_execute_*
        python_map_function
        from_json* json_transform* json_execute_serialized_sql from_substrait* pragma_* http_*
        enable_* disable_* checkpoint force_checkpoint truncate_* copy_database import_database
        load_* create_*
        """
    ),
    tables=_words("*.csv *.csv.* *.tsv *.parquet *.json *.json.* *.jsonl *.ndjson *.xlsx *.avro *.db */*"),
)

_POSTGRESQL_FAMILY: Final = _words(
    f"""
    {_SEQUENCES}
    set_config set_limit setseed
    dblink* postgres_fdw_* run_command_on_* loread lowrite
    lo_creat lo_create lo_export lo_from_bytea lo_get lo_import lo_manage lo_open lo_put lo_truncate*
    lo_unlink
    query_to_xml* cursor_to_xml* table_to_xml* schema_to_xml* database_to_xml* xpath_table xslt_process
    ts_stat ts_rewrite crosstab* connectby
    pg_read_* pg_ls_* pg_stat_file pg_file_* pg_logdir_ls pg_current_logfile pg_hba_file_rules
    pg_sleep* pg_terminate_backend pg_cancel_backend pg_reload_conf pg_rotate_* pg_log_*
    pg_advisory_* pg_try_advisory_* pg_notify pg_export_snapshot
    pg_logical_* pg_replication_* pg_create_* pg_drop_* pg_copy_* pg_sync_* pg_import_* pg_promote
    pg_switch_* pg_wal_replay_* pg_start_backup pg_stop_backup pg_backup_* pg_prewarm
    pg_stat_reset* pg_stat_statements_reset pg_clear_* pg_restore_* pg_buffercache_evict* pg_truncate_*
    pg_nextoid pg_stat_clear_snapshot pg_stat_force_next_flush pg_stop_making_pinned_objects currtid*
    pg_show_all_file_settings pg_ident_file_mappings pg_get_wal_* get_raw_page autoprewarm_*
    pg_extension_config_dump pg_background_* binary_upgrade_* brin_* gin_clean_pending_list heap_force_*
    http http_get http_post http_put http_patch http_delete http_head cron.* net.*
    aws_s3.* aws_lambda.* aws_commons.* aws_ml.* azure_storage.* azure_ai.* azure_openai.* google_ml.* ai.*
    pgr_* cypher oracle_execute utl_file.* dbms_lock.* dbms_pipe.* dbms_alert.* pldbg_* pgsodium.*
    st_fromgdalraster gen_salt injection_points_* list_postgres_log_files pg_qualstats_reset
    pg_stat_kcache_reset hypopg_*
    """
)
POSTGRESQL: Final = Rules(
    functions=_POSTGRESQL_FAMILY,
    tables=_words("*pg_file_settings *pg_hba_file_rules *pg_ident_file_mappings"),
    text=_ESCAPED_IDENTIFIER,
    transaction="START TRANSACTION READ ONLY",
    attributes_call=True,
)
REDSHIFT: Final = POSTGRESQL

MYSQL: Final = Rules(
    functions=_words(
        f"""
        {_SEQUENCES}
        sleep benchmark load_file last_insert_id get_lock release_lock release_all_locks
        *_pos_wait *_gtid_wait wait_for_executed_gtid_set wait_until_sql_thread_after_gtids
        sys_exec sys_eval sys_set sys_get mle_* spider_* wsrep_* sys.*
        lambda_sync lambda_async aws_* gen_dictionary* gen_blocklist* masking_dictionary* mysql_firewall_*
        firewall_* load_rewrite_rules flush_rewrite_rules audit_api_* create_dh_parameters create_asymmetric_*
        asynchronous_connection_failover_* group_replication_* keyring_* audit_log_* set_firewall_mode
        service_get_* service_release_* version_tokens_*
        """
    ),
    # Comments that are code, words that write a file, and a hint that changes a setting.
    text=rf"{_EXECUTABLE_COMMENT}|\b(OUTFILE|DUMPFILE|SET_VAR|RESOURCE_GROUP)\b",
    # Not START TRANSACTION READ ONLY, which a CREATE or DROP ends.
    transaction="SET SESSION TRANSACTION READ ONLY",
)

T_SQL: Final = Rules(
    functions=_words(
        f"""
        {_SEQUENCES}
        openrowset opendatasource openquery openxml xp_* sp_*
        fn_trace_gettable fn_dump_dblog fn_dblog fn_get_audit_file fn_xe_file_target_read_file
        dm_os_file_exists dm_os_enumerate_filesystem
        """
    ),
    # A word that stands right behind a number is a word of its own.
    code=r"(?<![\w@#])(0x[0-9a-f]*[g-z_]|[$]?\d+(\.\d+)?(?!e[+-]?\d|x[0-9a-f])[a-z_])",
    # What begins a statement, needing no semicolon before it, is no name and no alias; nor is what locks.
    words=_words(
        """
        alter backup begin break bulk checkpoint close commit create dbcc deallocate declare delete deny
        drop dump exec execute goto grant if insert kill lineno load merge open print proc procedure raiserror
        readtext reconfigure restore return revert revoke rollback save set setuser shutdown tran transaction
        trigger truncate update updatetext use waitfor while writetext
        holdlock paglock serializable repeatableread tablock tablockx updlock xlock
        """
    ),
)

SNOWFLAKE: Final = Rules(
    functions=_words(
        f"""
        {_SEQUENCES}
        getnextval system$* to_query result_scan infer_schema directory
        get_presigned_url build_*_file_url get_stage_location ai_* snowflake.* identifier
        replication_usage_history async
        """
    ),
    tables=_words("@* *://*"),
    code=r"@",
)

BIGQUERY: Final = Rules(
    functions=_words(
        "external_query external_object_transform ml.* ai.* obj.* bq.* keys.new_* keys.rewrap_* pg_sleep"
    )
)

ORACLE: Final = Rules(
    functions=_words(
        f"""
        {_SEQUENCES}
        *dbms_*.* *utl_*.* *ctxsys.* sys.* *apex_*.* *owa_*.* *htp.* *htf.* kupp$* mdsys.* wmsys.* user_lock.*
        *httpuritype* *xdburitype* *dburitype* *urifactory* sys_dburigen bfilename sem_match
        """
    ),
    # What an expression of XQuery or a document's own declarations fetch.
    text=r"\b(fn:)?(doc|collection)\s*\(|\bora:view\b|<!",
    code=r"\bWITH\s+(FUNCTION|PROCEDURE)\b|@\w+\s*\(",  # a function of another database
    transaction="SET TRANSACTION READ ONLY",
)

CLICKHOUSE: Final = Rules(
    functions=_words(
        """
        file fileCluster url urlCluster s3* gcs hdfs* azureBlobStorage* remote* cluster clusterAllReplicas
        mysql postgresql sqlite mongodb redis odbc jdbc arrowflight ytsaurus hive iceberg* deltaLake* hudi*
        oss cosn paimon* filesystem* hasColumnInTable
        executable input dictionary loop sleep sleepEachRow catboostEvaluate generateSerialID addressTo*
        """.lower()
    ),
    tables=_words("*system.zookeeper*"),
    text=r"\b(OUTFILE|INFILE)\b",
)

DATABRICKS: Final = Rules(
    functions=_words(
        f"""
        {_SEQUENCES}
        read_* cloud_files* reflect try_reflect java_method http_request remote_query vector_search
        python_data_source secret try_secret list_secrets ai_* from_avro identifier
        """
    ),
    tables=_words(
        """
        */* *:* avro.* binaryfile.* csv.* delta.* excel.* iceberg.* image.* json.* orc.* parquet.* text.*
        xml.*
        """
    ),
    # A comment that goes on in the next line; what is put in before parsing.
    text=r"--[^\n]*\\\r?\n|\$\{",
)

ATHENA: Final = Rules(
    functions=_words("*.system.* system.* query raw_query procedure execute pg_sleep"),
    tables=_words("*lambda:*"),
)

HANA: Final = Rules(
    functions=_words(f"{_SEQUENCES} sys.* _sys_* sleep_seconds"),
    text=_EXECUTABLE_COMMENT,
    transaction="SET TRANSACTION READ ONLY",
)

# Whatever is behind ODBC: what any of the others reads as code, or two of them read differently, is refused,
# and so are functions that nobody knows, since nothing keeps them from writing.
ODBC: Final = Rules(
    functions=POSTGRESQL.functions | MYSQL.functions | T_SQL.functions | ORACLE.functions,
    text=rf"{MYSQL.text}|{_ESCAPED_IDENTIFIER}|\\[\"'`]",
    code=rf"{T_SQL.code}|{ORACLE.code}|[#@$]",
    words=T_SQL.words,
    tables=DUCKDB.tables | POSTGRESQL.tables | ATHENA.tables | _words("*:*"),
    unknown_functions=False,
    attributes_call=True,
)

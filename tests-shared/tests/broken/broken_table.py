"""Every broken connector: what is wrong with it is its class, and which test must say so is its row."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, Final, NamedTuple

__all__ = ["BROKEN", "PATIENT", "REFERENCES", "Broken"]

REFERENCES: Final = {
    "Arrow": "acme_arrow:Arrow",
    "Documents": "acme_documents:Documents",
    "Http": "acme_http:Http",
    "Line": "acme_line:Line",
    "Plain": "acme_plain:Plain",
    "Sql": "toucan_connectors.duckdb:DuckDBConnector",
}
"""The healthy connectors, and where they are."""


class Broken(NamedTuple):
    """One broken connector, which is its reference but for one thing."""

    of: str
    """The healthy connector, whose tests it is put to."""
    test: str
    """The test that must fail; it passes for the healthy one."""
    told: str
    """What the failure must say: a regular expression, so that nothing fails for another reason."""
    module: str = ""
    """Where its class is, under its own name; nowhere, if what is wrong is said below."""
    features: Mapping[str, bool] = MappingProxyType({})
    """What is declared otherwise."""
    spec: Mapping[str, Any] = MappingProxyType({})
    """What its spec says otherwise."""

    def target(self, name: str) -> str:
        """Return where its class is, as a spec says it."""
        return f"{self.module}:{name}" if self.module else REFERENCES[self.of]


_PAGED: Final = "test_6_a_page_of_any_statement_is_of_its_rows"
_FILTERED: Final = "test_6_a_permission_on_any_statement_filters_its_rows"

BROKEN: Final[Mapping[str, Broken]] = {
    # 1: the calls
    "UnknownFieldsTaken": Broken(
        "Plain", "test_1_an_unknown_field_is_refused", "DID NOT RAISE", "broken_calls"
    ),
    "OtherTypeId": Broken(
        "Plain", "test_1_entry_point_spec_and_class_agree", "no ConnectorSpec", spec={"type_id": "Another"}
    ),
    "LogoLost": Broken("Sql", "test_1_the_logo_is_packaged", "data:image", spec={"logo": "lost.svg"}),
    "UntypedField": Broken("Plain", "test_1_the_schemas_are_valid", "extra_settings", "broken_calls"),
    "DumpIsAnotherForm": Broken(
        "Plain", "test_1_a_dumped_configuration_loads_again", "since", "broken_calls"
    ),
    "ChangesParameters": Broken(
        "Plain", "test_1_no_call_changes_what_it_is_given", "'read': True", "broken_calls"
    ),
    "ArrowLacksARow": Broken("Plain", "test_1_every_call_reads_the_same_rows", "Index 23", "broken_calls"),
    "DescribesMore": Broken("Plain", "test_1_describe_names_every_column", "rowid", "broken_calls"),
    "ExplainsNothing": Broken(
        "Plain",
        "test_1_explain_gives_a_plan_or_nothing",
        "False is True",
        features={"explains_queries": True},
    ),
    "VersionNotDeclared": Broken(
        "Plain", "test_1_the_version_is_up_to_three_numbers", "DID NOT RAISE", "broken_calls"
    ),
    "DiscoveryUnfiltered": Broken(
        "Line", "test_1_discovery_lists_what_there_is", "too many values", "broken_calls"
    ),
    "FormNotNarrowed": Broken("Line", "test_1_a_form_offers_what_is_there", "is True", "broken_calls"),
    "PlanUntrue": Broken("Plain", "test_1_plan_says_what_runs_where", "page", "broken_calls"),
    "ClosesForGood": Broken("Plain", "test_1_a_closed_connector_opens_again", "is closed", "broken_calls"),
    "OptionsOfItsOwn": Broken("Plain", "test_1_the_options_are_the_cores", "max_rows", "broken_calls"),
    # 2: dtypes
    "NumpyIntegers": Broken("Plain", "test_2_every_dtype_is_of_the_contract", "int64", "broken_frames"),
    "DtypesOfThePage": Broken(
        "Plain", "test_2_pages_have_the_dtypes_of_the_whole", "Differing items", "broken_frames"
    ),
    "DtypesOfThePermitted": Broken(
        "Plain", "test_2_a_permission_changes_no_dtype", "isnull", "broken_frames"
    ),
    "ArrowDtypesForgotten": Broken(
        "Plain", "test_2_arrow_dtypes_are_given_when_asked_for", "assert False", "broken_frames"
    ),
    "AllAsText": Broken(
        "Plain",
        "test_2_exact_decimals_and_text_documents_are_given_when_asked_for",
        "boolean",
        "broken_frames",
    ),
    "DocumentsAsText": Broken(
        "Documents", "test_2_documents_stay_objects", "a column of documents", "broken_frames"
    ),
    "DocumentsAsPythons": Broken(
        "Documents", "test_2_documents_are_text_when_asked_for", "Expecting", "broken_frames"
    ),
    "FieldsOfThePage": Broken(
        "Documents", "test_2_a_column_has_one_dtype_whatever_the_page", "dtype", "broken_frames"
    ),
    # 3: slices
    "OffByOne": Broken("Plain", "test_3_a_slice_is_the_rows_of_the_whole", "different", "broken_slices"),
    "LastPageGuessed": Broken("Plain", "test_3_the_last_page_is_known", "is_last_page", "broken_slices"),
    "TotalOfThePage": Broken(
        "Plain", "test_3_the_size_is_counted_when_asked_and_never_guessed", "total_rows", "broken_slices"
    ),
    "ZeroMeansAll": Broken("Plain", "test_3_a_limit_of_zero_is_an_empty_page", "24 == 0", "broken_slices"),
    "NegativesTaken": Broken(
        "Plain", "test_3_a_page_that_is_none_is_refused[-1-5]", "DID NOT RAISE", "broken_slices"
    ),
    "Unmeasured": Broken("Plain", "test_3_a_slice_tells_what_was_measured", "NoneType", "broken_slices"),
    # 4: permissions
    "PermissionNotForPages": Broken(
        "Plain", "test_4_a_permission_comes_before_offset_limit_and_count", "different", "broken_slices"
    ),
    "PermissionAfterLimit": Broken(
        "Plain",
        "test_4_a_permission_comes_before_offset_limit_and_count",
        "different",
        "broken_slices",
    ),
    "PermissionAsCode": Broken(
        "Plain", "test_4_text_that_would_be_code_is_a_value", "TokenError|SyntaxError", "broken_slices"
    ),
    "PermissionNotForBatches": Broken(
        "Arrow", "test_4_random_permissions_keep_the_oracles_rows", "condition=", "broken_permissions"
    ),
    "Caseless": Broken(
        "Plain", "test_4_random_permissions_keep_the_oracles_rows", "shape mismatch", "broken_permissions"
    ),
    "FailsOpen": Broken(
        "Plain", "test_4_hostile_permissions_are_refused", "DID NOT RAISE", "broken_permissions"
    ),
    "UnknownColumnPasses": Broken(
        "Sql", "test_4_what_cannot_be_applied_gives_no_data", "DID NOT RAISE", "broken_permissions"
    ),
    # 5: templates
    "ValuesPasted": Broken(
        "Sql", "test_5_text_that_would_be_code_is_a_value", "Extra items", "broken_templates"
    ),
    "ValuesTrimmed": Broken("Sql", "test_5_a_value_is_bound_as_it_is", "== \\[14\\]", "broken_templates"),
    "EmptyListMatchesAll": Broken("Sql", "test_5_a_list_expands_inside_in", "== \\[\\]", "broken_templates"),
    "LiteralsLeftAlone": Broken(
        "Sql", "test_5_a_literal_is_bound_whole", "\\[\\] == \\[5\\]", "broken_templates"
    ),
    "TypedLiteralsAsText": Broken(
        "Sql", "test_5_a_typed_literal_is_cast", "\\[\\] == \\[0, 5", "broken_templates"
    ),
    "BindsApart": Broken("Sql", "test_5_equal_expressions_share_a_bind", "GROUP BY", "broken_templates"),
    "VoidIsText": Broken("Sql", "test_5_void_is_null", "\\[\\] == \\[5\\]", "broken_templates"),
    "IdentifiersPasted": Broken("Sql", "test_5_an_identifier_is_quoted", "DID NOT RAISE", "broken_templates"),
    "OrdersByAValue": Broken(
        "Sql", "test_5_a_bind_that_would_order_by_nothing_is_refused", "DID NOT RAISE", "broken_templates"
    ),
    "LoopsLeftOut": Broken(
        "Sql", "test_5_branches_loops_and_the_older_form_work", "== \\[0, 4, 5\\]", "broken_templates"
    ),
    "UndefinedIsNull": Broken(
        "Sql", "test_5_an_undefined_variable_is_named", "DID NOT RAISE", "broken_templates"
    ),
    "TemplatesNotRead": Broken(
        "Sql", "test_5_hostile_templates_are_refused_or_harmless", "'__' not in", "broken_templates"
    ),
    # 6: statements
    "GuardOfTheFirstWord": Broken(
        "Sql", "test_6_hostile_statements_are_refused", "TransactionContext|assert \\[", "broken_statements"
    ),
    "RefusesWithoutAWord": Broken("Sql", "test_6_a_refusal_says_what_to_do", "hint", "broken_statements"),
    "SessionsThatWrite": Broken(
        "Sql", "test_6_a_session_refuses_to_write", "DID NOT RAISE", "broken_statements"
    ),
    "PagesOnOneLine": Broken(
        "Sql",
        _PAGED + "[SELECT {p}, label FROM {t} WHERE {p} > 2 ORDER BY {p} -- the end]",
        "syntax error",
        "broken_statements",
    ),
    "PermissionBeforeTheLimit": Broken(
        "Sql",
        _FILTERED + "[SELECT {p} FROM {t} ORDER BY {p} DESC LIMIT 7 OFFSET 2]",
        "different",
        "broken_statements",
    ),
    "PermissionNotForSets": Broken(
        "Sql",
        _FILTERED + "[SELECT {p} FROM {t} UNION ALL SELECT {p} + 100 FROM {t} ORDER BY 1]",
        "different",
        "broken_statements",
    ),
    "RoundsOnTheWay": Broken(
        "Sql", "test_6_the_standard_table_is_read_exactly", "number", "broken_statements"
    ),
    "BoundsForgotten": Broken(
        "Sql", "test_6_a_statement_beyond_the_bounds_is_refused", "DID NOT RAISE", "broken_statements"
    ),
    "StatementsStayFailed": Broken(
        "Sql", "test_6_the_next_statement_is_not_touched_by_the_last", "23 == 24", "broken_statements"
    ),
    # 7: status
    "StepsDenied": Broken(
        "Line",
        "test_7_the_spec_says_whether_there_are_steps",
        "False is True",
        spec={"has_status_check": False},
    ),
    "AccountForgotten": Broken(
        "Line", "test_7_a_good_source_passes_every_step", "False is True", "broken_answers"
    ),
    "StatusForEver": Broken(
        "Line", "test_7_a_status_never_exceeds_its_deadline", "still goes on", "broken_answers"
    ),
    "StatusRaises": Broken("Line", "test_7_wrong_credentials_fail_one_step", "LineError", "broken_answers"),
    "StatusOfThePort": Broken(
        "Line", "test_7_wrong_credentials_fail_one_step", "True is False", "broken_answers"
    ),
    # 8: errors
    "DriverErrorRaw": Broken(
        "Line", "test_8_a_failing_query_is_an_error_of_ours", "LineError", "broken_answers"
    ),
    "StumblesAfterAnError": Broken(
        "Plain", "test_8_the_next_call_works_after_an_error", "aborted", "broken_answers"
    ),
    "AnyDataSource": Broken(
        "Plain", "test_8_a_data_source_of_another_type_is_refused", "AttributeError", "broken_answers"
    ),
    "WrongPasswordIsTheNetworks": Broken(
        "Line", "test_8_wrong_credentials_are_told_as_such", "NetworkError", "broken_answers"
    ),
    "HostNotDeclared": Broken(
        "Plain", "test_8_a_source_without_a_network_has_no_host", "host", "broken_network"
    ),
    "RefusedIsTheQuerys": Broken(
        "Line", "test_8_a_refused_connection_is_a_network_error", "QueryError", "broken_answers"
    ),
    "PartOfAnAnswer": Broken(
        "Line",
        "test_8_a_broken_answer_is_an_error_and_never_a_part[truncate_after]",
        "different",
        "broken_network",
    ),
    "SlowIsTheEnd": Broken(
        "Line",
        "test_8_a_slow_network_gives_the_whole",
        "different",
        "broken_network",
    ),
    "UnknownHostIsTheQuerys": Broken(
        "Line", "test_8_an_unknown_host_is_a_network_error", "QueryError", "broken_network"
    ),
    "UnauthorizedIsTheQuerys": Broken(
        "Http", "test_8_a_status_says_who_must_act[401]", "QueryError", "broken_requests"
    ),
    "StormIsFinal": Broken("Http", "test_8_a_storm_passes_with_retries[503]", "503", "broken_requests"),
    "CutBodyTaken": Broken(
        "Http", "test_8_a_broken_answer_is_an_error[length_too_long]", "DID NOT RAISE", "broken_requests"
    ),
    # 9: secrets
    "PasswordInRepr": Broken("Line", "test_9_the_models_tell_no_secret", "tells a secret", "broken_secrets"),
    "PasswordIsPlainText": Broken(
        "Line",
        "test_9_the_models_tell_no_secret",
        "password",
        "broken_secrets",
    ),
    "PasswordInValidation": Broken(
        "Line", "test_9_no_error_of_validation_tells_a_secret", "tells a secret", "broken_secrets"
    ),
    "PasswordOfAnotherKind": Broken(
        "Line", "test_9_secrets_are_stored_by_one_way_alone", "c4nary", "broken_secrets"
    ),
    "PasswordInCacheKey": Broken(
        "Line",
        "test_9_a_cache_key_changes_with_a_secret_only_by_the_hosts_key",
        "get_cache_key",
        "broken_secrets",
    ),
    "PasswordInLog": Broken(
        "Line", "test_9_no_call_tells_a_secret", "a log record tells a secret", "broken_secrets"
    ),
    "PasswordInCause": Broken(
        "Line", "test_9_no_call_tells_a_secret", "an answer tells a secret", "broken_secrets"
    ),
    "FileLeftOver": Broken("Plain", "test_9_no_file_is_left_over", "\\.pem", "broken_secrets"),
    "PasswordOnStderr": Broken(
        "Line", "test_9_the_command_line_tells_no_secret", "`preview` tells a secret", "broken_secrets"
    ),
    # 10: limits
    "CutShort": Broken("Plain", "test_10_a_result_is_whole_or_an_error", "DID NOT RAISE", "broken_limits"),
    "BudgetIgnored": Broken(
        "Plain", "test_10_a_used_up_budget_is_an_error", "DID NOT RAISE", "broken_limits"
    ),
    "NeverStopped": Broken(
        "Line",
        "test_10_a_slow_query_ends_with_its_timeout[statement_timeout]",
        "still goes on",
        "broken_limits",
    ),
    "CancelGoesOn": Broken(
        "Line", "test_10_a_cancelled_task_ends_its_query", "still goes on", "broken_limits"
    ),
    "IterationHeld": Broken(
        "Arrow", "test_10_an_abandoned_iteration_ends_its_query", "in use", "broken_limits"
    ),
    "OneBatch": Broken("Arrow", "test_10_batches_hold_a_part_of_the_rows", "stream it", "broken_limits"),
    "WaitsOnSilence": Broken(
        "Line", "test_10_a_silent_server_does_not_hold_a_call[stall]", "still goes on", "broken_network"
    ),
    "RetryAfterObeyed": Broken(
        "Http", "test_10_a_lasting_storm_ends_with_the_budget[86400]", "still goes on", "broken_requests"
    ),
    "WaitsForTheLastByte": Broken(
        "Http",
        "test_10_a_silent_or_endless_answer_ends_with_the_budget[slow_body]",
        "still goes on",
        "broken_requests",
    ),
    # 11: networks
    "PolicyIgnored": Broken("Line", "test_11_the_address_policy_is_kept", "DID NOT RAISE", "broken_network"),
    "TlsNotDeclared": Broken(
        "Plain", "test_11_a_server_that_is_not_trusted_is_refused", "tls", "broken_network"
    ),
    "BombUnpackedWhole": Broken(
        "Http",
        "test_11_an_answer_that_unpacks_beyond_the_cap_is_refused",
        "< \\(300 / 2\\)",
        "broken_requests",
    ),
    "RedirectsForEver": Broken("Http", "test_11_a_redirect_loop_ends", "< 60", "broken_requests"),
    "RedirectsToAnything": Broken(
        "Http",
        "test_11_a_redirect_leads_to_http_alone[data:application/json,[]]",
        "DID NOT RAISE",
        "broken_requests",
    ),
    "PolicyOfTheFirstHop": Broken(
        "Http",
        "test_11_a_redirect_keeps_the_address_policy[http://localhost:1/]",
        "address_refused",
        "broken_requests",
    ),
    # 12: reuse
    "NotPicklable": Broken(
        "Plain", "test_12_a_connector_is_copied_and_pickled_whole", "pickle", "broken_reuse"
    ),
    "CallKeptOnSelf": Broken("Plain", "test_12_threads_share_a_connector", "different", "broken_reuse"),
    "BoundToALoop": Broken(
        "Plain", "test_12_tasks_share_a_connector", "different event loop", "broken_reuse"
    ),
    "BoundToAProcess": Broken(
        "Plain", "test_12_another_process_reads_with_a_pickled_connector", "another process", "broken_reuse"
    ),
    "LeaksDescriptors": Broken("Plain", "test_12_nothing_is_left_open", "descriptors", "broken_reuse"),
    "LeaksThreads": Broken("Plain", "test_12_nothing_is_left_open", "threads", "broken_reuse"),
    "CloseForgets": Broken("Line", "test_12_a_closed_connector_holds_nothing", "descriptors", "broken_reuse"),
    "DeadConnectionUsed": Broken(
        "Line", "test_12_a_connection_that_was_cut_is_replaced", "NetworkError", "broken_network"
    ),
    "ConnectionsKept": Broken("Line", "test_12_connections_are_given_back", "TimeoutError", "broken_network"),
    # 13: imports
    "EagerSpec": Broken("Plain", "test_13_a_spec_is_loaded_without_its_connector", "pandas"),
    "SpecOfTheClass": Broken(
        "Plain",
        "test_13_a_spec_is_loaded_without_its_connector",
        "acme_plain",
    ),
    "EagerClass": Broken(
        "Plain", "test_13_the_class_is_imported_without_its_driver", "pandas", "broken_eager_class"
    ),
}

PATIENT: Final = (
    "WaitsOnSilence",
    "RetryAfterObeyed",
    "WaitsForTheLastByte",
    "ConnectionsKept",
    "NeverStopped",
    "CancelGoesOn",
    "StatusForEver",
)
"""Those that the kit waits for in vain, as long as it waits: they are begun first."""

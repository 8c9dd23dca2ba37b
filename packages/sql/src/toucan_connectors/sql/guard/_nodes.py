"""The nodes that only read; functions are judged by their names, elsewhere."""

from typing import Final

from sqlglot import exp

__all__ = ["NEVER", "OPERATORS", "READS"]

OPERATORS: Final = (exp.Binary, exp.Unary, exp.Predicate)
NEVER: Final = (
    exp.DynamicIdentifier,  # a name that is a value
    exp.NextValueFor,
    exp.Predict,
    exp.PropertyEQ,  # MySQL's @a := 1
    exp.ReadCSV,
    exp.ReadParquet,
    exp.ToFile,
)

_NAMES: Final = """
    Select Union Intersect Except Subquery Values With CTE RecursiveWithSearch
    From Table TableAlias TableColumn TableFromRows TableSample Join Lateral Unnest Nearest UDTF
    Pivot PivotAlias PivotAny UnpivotColumns MatchRecognize MatchRecognizeMeasure HistoricalData Version
    Changes
    Where PreWhere Group Having HavingMax Qualify Cube Rollup GroupingSets Connect Prior Distinct Final
    Order Ordered Sort Cluster Distribute WithFill Limit LimitOptions Fetch Offset
    Window WindowSpec Filter WithinGroup IgnoreNulls RespectNulls PartitionByExcluding
    OverflowTruncateBehavior
    Describe Summarize ForClause Partition Hint JoinHint IndexTableHint WithTableHint QueryOption
    Column ColumnPrefix Pseudocolumn PositionalColumn Star Identifier Alias Aliases ProjectionDef
    Literal National RawString Heredoc UnicodeString HexString BitString ByteString Boolean Null Introducer
    Tuple Bracket Slice Lambda Kwarg Comprehension ForIn Variadic Placeholder Parameter SessionParameter Var
    Between In Any All Case If AtTimeZone FromTimeZone Interval IntervalSpan IntervalOp TimeUnit AtIndex
    DataType DataTypeParam PseudoType ObjectIdentifier ColumnDef Schema CharacterSet Collate ScopeResolution
    JSON JSONColumnDef JSONExtractQuote JSONKeyValue JSONPath JSONPathFilter JSONPathKey JSONPathPart
    JSONPathRecursive JSONPathRoot JSONPathScript JSONPathSelector JSONPathSlice JSONPathSubscript
    JSONPathUnion
    JSONPathWildcard JSONSchema JSONValue FormatJson OpenJSONColumnDef OnCondition XMLKeyValueOption
    XMLNamespace
"""
READS: Final[tuple[type[exp.Expr], ...]] = tuple(getattr(exp, name) for name in _NAMES.split())

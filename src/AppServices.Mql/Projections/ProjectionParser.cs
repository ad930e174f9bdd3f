using System;
using AppServices.Mql.Expressions;
using AppServices.Mql.Paths;
using AppServices.Mql.Queries;
using AppServices.Mql.Values;
using MongoDB.Bson;

namespace AppServices.Mql.Projections;

/// <summary>Parses projections: the fields that stay, or those that go, and those that are computed.</summary>
internal sealed class ProjectionParser
{
    private const string Id = "_id";

    private readonly ProjectionMode _mode;
    private readonly ExpressionParser _expressions;
    private readonly ProjectedFieldTree _tree = new(ProjectedFieldParser.Collision);

    // Undecided until a field stays or goes, or one is computed; _id may do as it likes.
    private bool? _includes;
    private bool _hasMatch;

    private ProjectionParser(ProjectionMode mode, ExpressionParser expressions)
    {
        _mode = mode;
        _expressions = expressions;
    }

    /// <summary>The path whose array is cut to the item that the query found; null for none.</summary>
    public FieldPath? Positional { get; private set; }

    /// <exception cref="DocumentException">The specification is not valid.</exception>
    public static ProjectedFields Parse(
        BsonDocument specification, ProjectionMode mode, ExpressionParser expressions, out FieldPath? positional)
    {
        var parser = new ProjectionParser(mode, expressions);
        foreach (BsonElement element in specification) parser.Add("", element);
        positional = parser.Positional;
        return parser.Build(specification);
    }

    private ProjectedFields Build(BsonDocument specification)
    {
        bool includes = _includes ?? (_hasMatch || specification.TryGetValue(Id, out BsonValue id) && IsTrue(id));
        if (includes && !_tree.Contains(Id)) _tree.Add(new FieldPath(Id), KeepRule.Instance);
        return _tree.Build(keepsOthers: !includes);
    }

    private void Add(string prefix, BsonElement element)
    {
        string name = prefix + element.Name;
        if (name.EndsWith(".$", StringComparison.Ordinal))
        {
            AddPositional(FieldPathExpression.ParsePath(name[..^2]), element.Value);
            return;
        }
        if (name.Contains(".$.", StringComparison.Ordinal))
            throw DocumentException.Numbered(31394, "As of 4.4, it's illegal to specify positional operator in the middle of a path.");
        FieldPath path = FieldPathExpression.ParsePath(name);
        switch (element.Value)
        {
            case BsonBoolean or { IsNumeric: true }: AddPlain(path, IsTrue(element.Value)); break;
            case BsonDocument { ElementCount: 0 }: throw DocumentException.Numbered(
                51270, $"An empty sub-projection is not a valid value. Found empty object at path '{path}'");
            case BsonDocument operation when ExpressionParser.IsOperator(operation): AddOperation(path, operation); break;
            case BsonDocument nested:
                foreach (BsonElement inner in nested) Add(path.Text + ".", inner);
                break;
            default: AddComputed(path, element.Value); break;
        }
    }

    private void AddPlain(FieldPath path, bool stays)
    {
        if (path.Text != Id)
        {
            if (_includes is false && stays)
                throw DocumentException.Numbered(31253, $"Cannot do inclusion on field {path} in exclusion projection");
            if (_includes is true && !stays)
                throw DocumentException.Numbered(31254, $"Cannot do exclusion on field {path} in inclusion projection");
            _includes = stays;
        }
        _tree.Add(path, stays ? KeepRule.Instance : DropRule.Instance);
    }

    private void AddComputed(FieldPath path, BsonValue value)
    {
        if (_includes is false)
            throw DocumentException.Numbered(
                value is BsonDocument ? 31252 : 31310, "Cannot use an expression other than $meta in exclusion projection");
        _includes = true;
        _tree.Add(path, new ComputeRule(_expressions.Parse(value)));
    }

    private void AddOperation(FieldPath path, BsonDocument operation)
    {
        BsonElement element = operation.GetElement(0);
        if (_mode == ProjectionMode.Find && element.Name == "$elemMatch" && operation.ElementCount > 1)
            throw DocumentException.Numbered(16410, $"FieldPath field names may not start with '$', as '{element.Name}' among others does");
        if (_mode == ProjectionMode.Find && element.Name == "$elemMatch") AddMatch(path, element.Value);
        else if (_mode == ProjectionMode.Find && element.Name == "$slice" && ArraySlice.TryParse(element.Value) is { } slice)
            _tree.Add(path, new ReshapeRule(slice));
        else if (element.Name == "$elemMatch" || Operators.IsOperator(element.Name)) AddComputed(path, operation);
        else throw DocumentException.Numbered(31325, $"Unknown expression {element.Name}");
    }

    private void AddMatch(FieldPath path, BsonValue query)
    {
        if (!path.IsName) throw DocumentException.Numbered(31275, "Cannot use $elemMatch projection on a nested field");
        if (query is not (BsonDocument or BsonRegularExpression))
            throw DocumentException.Numbered(31274, $"elemMatch: Invalid argument, object required, but got {Types.Name(query)}");
        if (Positional is not null) throw DocumentException.Numbered(31255, "Cannot specify positional operator and $elemMatch");
        _hasMatch = true;
        _tree.Add(
            path, new ComputeRule(new ElementMatchExpression(path.Text, OperatorParser.ElementMatch(query, _expressions.Cancellation))));
    }

    private void AddPositional(FieldPath path, BsonValue value)
    {
        if (_mode != ProjectionMode.Find)
            throw DocumentException.Numbered(31324, "Cannot use positional projection in aggregation projection");
        if (Positional is not null)
            throw DocumentException.Numbered(31276, "Cannot specify more than one positional projection per query.");
        if (value is BsonDocument)
            throw DocumentException.Numbered(31271, "positional projection cannot be used with an expression or sub object");
        if (value is not (BsonBoolean or { IsNumeric: true }))
            throw DocumentException.Numbered(31308, "positional projection cannot be used with a literal");
        if (!IsTrue(value)) throw DocumentException.Numbered(31395, "positional projection cannot be used with exclusion");
        if (_hasMatch) throw DocumentException.Numbered(31256, "Cannot specify positional operator and $elemMatch");
        Positional = path;
        AddPlain(path, stays: true);
    }

    private static bool IsTrue(BsonValue value) => Operand.ToBoolean(value);
}

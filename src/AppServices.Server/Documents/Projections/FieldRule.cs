using System;
using AppServices.Server.Documents.Aggregation.Expressions;
using MongoDB.Bson;

namespace AppServices.Server.Documents.Projections;

/// <summary>What becomes of one field.</summary>
internal abstract record FieldRule;

/// <summary>The field stays as it is.</summary>
internal sealed record KeepRule : FieldRule
{
    public static KeepRule Instance { get; } = new();
}

/// <summary>The field goes.</summary>
internal sealed record DropRule : FieldRule
{
    public static DropRule Instance { get; } = new();
}

/// <summary>The field stays, made into something else where it is an array.</summary>
internal sealed record ReshapeRule(Func<BsonArray, BsonArray> Reshape) : FieldRule;

/// <summary>The field has the value of an expression; it goes where that is missing.</summary>
internal sealed record ComputeRule(Expression Value) : FieldRule;

/// <summary>There are rules for fields within the field.</summary>
internal sealed record NestedRule(FieldRules Rules) : FieldRule;

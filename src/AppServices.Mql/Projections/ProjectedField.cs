using System;
using AppServices.Mql.Expressions;
using MongoDB.Bson;

namespace AppServices.Mql.Projections;

/// <summary>What becomes of one field.</summary>
internal abstract record ProjectedField;

/// <summary>The field stays as it is.</summary>
internal sealed record KeepRule : ProjectedField
{
    public static KeepRule Instance { get; } = new();
}

/// <summary>The field goes.</summary>
internal sealed record DropRule : ProjectedField
{
    public static DropRule Instance { get; } = new();
}

/// <summary>The field stays, made into something else where it is an array.</summary>
internal sealed record ReshapeRule(Func<BsonArray, BsonArray> Reshape) : ProjectedField;

/// <summary>The field has the value of an expression; it goes where that is missing.</summary>
internal sealed record ComputeRule(Expression Value) : ProjectedField;

/// <summary>There are rules for fields within the field.</summary>
internal sealed record NestedRule(ProjectedFields Rules) : ProjectedField;

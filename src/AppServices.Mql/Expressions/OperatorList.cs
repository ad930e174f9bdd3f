using System;
using System.Collections.Generic;
using MongoDB.Bson;

namespace AppServices.Mql.Expressions;

/// <summary>Makes the expression of an operator from its name and its operand.</summary>
internal delegate Expression OperatorFactory(string name, BsonValue operand, ExpressionParser parser);

/// <summary>The operators that a family declares.</summary>
internal sealed class OperatorList
{
    private readonly Dictionary<string, OperatorFactory> _factories = [];

    public IReadOnlyDictionary<string, OperatorFactory> Factories => _factories;

    /// <summary>An operator that reads its operand itself.</summary>
    public void Add(string name, OperatorFactory factory) => _factories.Add(name, factory);

    /// <summary>An operator that takes one value; null stands for a missing one.</summary>
    public void Unary(string name, Func<BsonValue?, BsonValue?> function) => Add(name, (operatorName, operand, parser) =>
        new UnaryExpression(function, Arguments.Parse(operatorName, operand, parser, 1, 1)[0]));

    /// <summary>An operator that takes two values.</summary>
    public void Binary(string name, Func<BsonValue?, BsonValue?, BsonValue?> function) => Add(name, (operatorName, operand, parser) =>
    {
        Expression[] operands = Arguments.Parse(operatorName, operand, parser, 2, 2);
        return new BinaryExpression(function, operands[0], operands[1]);
    });

    /// <summary>An operator that takes several values.</summary>
    public void Several(
        string name, int least, int most, Func<BsonValue?[], BsonValue?> function) => Add(name, (operatorName, operand, parser) =>
        new SeveralExpression(function, Arguments.Parse(operatorName, operand, parser, least, most)));
}

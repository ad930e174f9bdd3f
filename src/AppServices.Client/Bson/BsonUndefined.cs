
namespace AppServices.Bson;

/// <summary>The deprecated value <c>undefined</c>, kept apart from null so that it goes back as it came.</summary>
public sealed class BsonUndefined
{
    private BsonUndefined()
    {
    }

    /// <summary>The only instance.</summary>
    public static BsonUndefined Value { get; } = new();

    /// <summary>The value in Extended JSON.</summary>
    public bool _undefined { get; } = true;

    /// <summary>The word <c>undefined</c>.</summary>
    public override string ToString() => "undefined";
}

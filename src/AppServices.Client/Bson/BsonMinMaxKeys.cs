namespace AppServices.Bson;

/// <summary>The value that the database sorts below every other value.</summary>
public sealed class BsonMinKey
{
    private BsonMinKey()
    {
    }

    /// <summary>The only instance.</summary>
    public static BsonMinKey Value { get; } = new();

    /// <summary>The value in Extended JSON.</summary>
    public int _minKey { get; } = 1;

    /// <summary>The word <c>MinKey</c>.</summary>
    public override string ToString() => "MinKey";
}

/// <summary>The value that the database sorts above every other value.</summary>
public sealed class BsonMaxKey
{
    private BsonMaxKey()
    {
    }

    /// <summary>The only instance.</summary>
    public static BsonMaxKey Value { get; } = new();

    /// <summary>The value in Extended JSON.</summary>
    public int _maxKey { get; } = 1;

    /// <summary>The word <c>MaxKey</c>.</summary>
    public override string ToString() => "MaxKey";
}

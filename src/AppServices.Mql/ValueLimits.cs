using MongoDB.Bson;

namespace AppServices.Mql;

/// <summary>
/// Counts what is put into an array or a document that is being made, so that no value is deeper or larger than what all code
/// can work through. A value that two places share counts in both: whoever compares or writes it meets it twice.
/// </summary>
/// <param name="outer">How deep the array or document itself is to be in another.</param>
internal struct ValueLimits(int outer)
{
    /// <summary>MongoDB's depth for values that are no stored documents.</summary>
    public const int MaxDepth = 200;

    /// <summary>About the bytes of BSON that a value may have.</summary>
    public const long MaxBytes = 100L * 1024 * 1024;

    private const int PerValue = 8;

    private long _bytes;

    /// <summary>Counts a value that goes in.</summary>
    /// <exception cref="DocumentException">It is nested too deep, or too much together with the others.</exception>
    public void Add(BsonValue? value) => Add(value, depth: outer + 2);

    /// <summary>About the bytes of BSON that a value has.</summary>
    /// <exception cref="DocumentException">It is beyond the limits.</exception>
    public static long SizeOf(BsonValue value)
    {
        var limits = new ValueLimits();
        limits.Add(value, depth: 1);
        return limits._bytes;
    }

    /// <summary>A value that is within the limits.</summary>
    /// <exception cref="DocumentException">It is not.</exception>
    public static T Check<T>(T value)
        where T : BsonValue
    {
        SizeOf(value);
        return value;
    }

    private void Add(BsonValue? value, int depth)
    {
        if (_bytes > MaxBytes) throw DocumentException.Numbered(146, $"a value would use too much memory: more than {MaxBytes} bytes");
        _bytes += PerValue;
        switch (value)
        {
            case BsonString text:
                _bytes += text.Value.Length;
                break;
            case BsonDocument document:
                Enter(document.ElementCount, depth);
                for (int i = 0; i < document.ElementCount; i++)
                {
                    BsonElement element = document.GetElement(i);
                    _bytes += element.Name.Length;
                    Add(element.Value, depth + 1);
                }
                break;
            case BsonArray array:
                Enter(array.Count, depth);
                for (int i = 0; i < array.Count; i++) Add(array[i], depth + 1);
                break;
            case BsonBinaryData binary:
                _bytes += binary.Bytes.Length;
                break;
        }
    }

    private static void Enter(int count, int depth)
    {
        if (depth > MaxDepth && count > 0)
            throw DocumentException.Numbered(
                15, $"cannot convert document to BSON because it exceeds the limit of {MaxDepth} levels of nesting");
    }
}

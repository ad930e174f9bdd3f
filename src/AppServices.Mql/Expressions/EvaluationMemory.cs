using MongoDB.Bson;

namespace AppServices.Mql.Expressions;

/// <summary>
/// How much of what operators make for one document there may be at once: what variables are bound to, what waits for the other operands
/// of an operator, and the fields that are made already. Each value has limits of its own (<see cref="ValueLimits"/>), and there
/// can be thousands of them.
/// </summary>
/// <param name="limit">About the bytes of BSON that all of them may have.</param>
internal sealed class EvaluationMemory(long limit)
{
    /// <summary>What a document's values may have: two as large as any may be.</summary>
    public const long MaxBytes = 2 * ValueLimits.MaxBytes;

    private const int PerItem = 8;

    /// <summary>What is there now.</summary>
    public long Used { get; private set; }

    /// <summary>Keeps of all that has been made since a moment the value that came of it.</summary>
    /// <param name="before">What was there at that moment.</param>
    /// <param name="value">The value; null for none.</param>
    /// <exception cref="DocumentException">It is too much together with the rest.</exception>
    public void Keep(long before, BsonValue? value)
    {
        Used = before + value switch
        {
            BsonString text => text.Value.Length,
            BsonBinaryData binary => binary.Bytes.Length,
            // Where nothing else was made, its items have been there before.
            BsonArray array when Used == before => (array.Count + 1) * PerItem,
            BsonDocument document when Used == before => (document.ElementCount + 1) * PerItem,
            BsonArray or BsonDocument => ValueLimits.SizeOf(value),
            _ => 0,
        };
        if (Used > limit)
            throw DocumentException.Numbered(
                146, $"the values that are made for one document would use too much memory: more than {limit} bytes");
    }
}

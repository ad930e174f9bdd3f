using Jint;
using Jint.Native.Object;
using MongoDB.Bson;

namespace AppServices.Server.Functions.Values;

/// <summary>A BSON value JavaScript has no type for, such as an ObjectId: immutable, with the methods of its <c>BSON</c> class.</summary>
internal sealed class BsonObject : ObjectInstance
{
    public BsonObject(Engine engine, BsonValue value, ObjectInstance prototype)
        : base(engine)
    {
        Value = value;
        Prototype = prototype;
    }

    /// <summary>The value it stands for.</summary>
    public BsonValue Value { get; }
}

namespace AppServices.Server.Wire;

/// <summary>What a message is.</summary>
internal enum OpCode
{
    Reply = 1,
    Query = 2004,
    Compressed = 2012,
    Message = 2013,
}

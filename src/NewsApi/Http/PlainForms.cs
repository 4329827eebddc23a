namespace NewsApi.Http;

/// <summary>The answers that have their content at hand as it is. Of many that are kept, few are asked for all the time: the others are
/// kept compressed alone, in a third of the memory, and unpacked for whoever wants them otherwise.</summary>
/// <param name="mostBytes">How many these may take together. When it is more, those that are asked for the least are packed.</param>
internal sealed class PlainForms(long mostBytes)
{
    /// <summary>Whoever is smaller is not worth it.</summary>
    public const int SmallestPacked = 1024;

    private const double PackedAtOnce = 0.1;

    private readonly Lock _gate = new();
    private readonly HashSet<FinishedAnswer> _answers = [];
    private long _bytes;
    private bool _isMakingRoom;

    /// <summary>The greatest demand at which one was packed for want of room when that was last so.</summary>
    private double _tooLittle = double.NegativeInfinity;

    /// <summary>What all of them take.</summary>
    public long Bytes => Volatile.Read(ref _bytes);

    /// <summary>Whether a packed answer that is asked for again is unpacked for all who come after, or for this request alone: then
    /// there is as much demand for others that were packed, and it would be among the next.</summary>
    public bool HasRoomFor(in Demand demand) =>
        demand.Value > Volatile.Read(ref _tooLittle) && Volatile.Read(ref _bytes) <= mostBytes;

    /// <summary>Takes in an answer that has its content at hand. Where that is too much, room is made in the background: what has
    /// not been compressed yet takes its time.</summary>
    public void Add(FinishedAnswer answer)
    {
        lock (_gate)
        {
            if (!_answers.Add(answer))
                return;
            _bytes += answer.Length;
            if (_bytes <= mostBytes || _isMakingRoom)
                return;
            _isMakingRoom = true;
        }
        _ = Task.Run(MakeRoom);
    }

    /// <summary>For one that is not given out any more.</summary>
    public void Forget(FinishedAnswer answer)
    {
        lock (_gate)
        {
            if (_answers.Remove(answer))
                _bytes -= answer.Length;
        }
    }

    private void MakeRoom()
    {
        while (TakeLeastWanted() is { Count: > 0 } least)
        {
            foreach (var answer in least)
                answer.Pack();
        }
    }

    /// <returns>None when there is room; whoever is added after that has to see to it again.</returns>
    private List<FinishedAnswer> TakeLeastWanted()
    {
        var least = new List<FinishedAnswer>();
        lock (_gate)
        {
            _isMakingRoom = _bytes > mostBytes;
            if (!_isMakingRoom)
                return least;
            foreach (var (demand, answer) in _answers.Select(one => (one.Demand.Value, one)).OrderBy(one => one.Value))
            {
                if (_bytes <= mostBytes * (1 - PackedAtOnce))
                    break;
                least.Add(answer);
                _answers.Remove(answer);
                _bytes -= answer.Length;
                Volatile.Write(ref _tooLittle, demand);
            }
        }
        return least;
    }
}

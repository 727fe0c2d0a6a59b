using System.Runtime.InteropServices;

namespace Etl.Worker.Sandbox;

/// <summary>
/// Takes from this process, for good, the system calls by which it could reach anybody else: sockets, other programs, changes of
/// files (seccomp-bpf, all threads). They fail with EPERM. Needs no privilege; where the kernel has no seccomp the other layers remain.
/// </summary>
internal static unsafe partial class SystemCallFilter
{
    private const uint Allow = 0x7fff0000, NotPermitted = 0x00050001, NotImplemented = 0x00050026;
    private const ushort LoadWord = 0x20, JumpEqual = 0x15, JumpAnyBit = 0x45, Return = 0x06;
    private const uint NumberOffset = 0, FirstArgument = 16, SecondArgument = 24, ThirdArgument = 32;

    // O_WRONLY | O_RDWR | O_CREAT | O_TRUNC | O_APPEND | __O_TMPFILE
    private const uint WriteFlags = 0x1 | 0x2 | 0x40 | 0x200 | 0x400 | 0x400000;
    private const uint ThreadFlag = 0x00010000;

    /// <summary>False where the kernel or the machine has no such filter.</summary>
    internal static bool Install()
    {
        var calls = !OperatingSystem.IsLinux() ? null : RuntimeInformation.ProcessArchitecture switch
        {
            Architecture.X64 => SystemCalls.X64,
            Architecture.Arm64 => SystemCalls.Arm64,
            _ => null,
        };
        return calls is not null && Load(Program(calls));
    }

    private static List<Instruction> Program(SystemCalls calls)
    {
        var program = new List<Instruction> { new(LoadWord, 0, 0, NumberOffset) };
        foreach (var number in calls.Refused)
            program.AddRange([new(JumpEqual, 0, 1, number), new(Return, 0, 0, NotPermitted)]);
        // The C library falls back to the older call, whose arguments can be looked at.
        foreach (var number in calls.Unknown)
            program.AddRange([new(JumpEqual, 0, 1, number), new(Return, 0, 0, NotImplemented)]);
        if (calls.Open is { } open)
            program.AddRange(RefuseIf(open, SecondArgument, WriteFlags, anyBit: true));
        program.AddRange(RefuseIf(calls.OpenAt, ThirdArgument, WriteFlags, anyBit: true));
        program.AddRange(RefuseIf(calls.NewThread, FirstArgument, ThreadFlag, anyBit: false));
        program.Add(new(Return, 0, 0, Allow));
        return program;
    }

    /// <summary>Refuses a call by bits of an argument: when one is set, or when none is.</summary>
    private static IEnumerable<Instruction> RefuseIf(uint number, uint argument, uint bits, bool anyBit) =>
    [
        new(JumpEqual, 0, 4, number),
        new(LoadWord, 0, 0, argument),
        new(JumpAnyBit, (byte)(anyBit ? 0 : 1), (byte)(anyBit ? 1 : 0), bits),
        new(Return, 0, 0, NotPermitted),
        new(Return, 0, 0, Allow),
    ];

    private static bool Load(List<Instruction> program)
    {
        const int setNoNewPrivileges = 38, setModeFilter = 1, allThreads = 1;
        var array = program.ToArray();
        fixed (Instruction* instructions = array)
        {
            var filter = new Filter { Length = (ushort)array.Length, Instructions = instructions };
            return prctl(setNoNewPrivileges, 1, 0, 0, 0) == 0
                && syscall(RuntimeInformation.ProcessArchitecture == Architecture.X64 ? 317 : 277, setModeFilter, allThreads, &filter) == 0;
        }
    }

    [LibraryImport("libc")]
    private static partial int prctl(int option, nuint a, nuint b, nuint c, nuint d);

    [LibraryImport("libc")]
    private static partial nint syscall(nint number, nint operation, nint flags, Filter* filter);

    private readonly record struct Instruction(ushort Code, byte IfTrue, byte IfFalse, uint Value);

    [StructLayout(LayoutKind.Sequential)]
    private struct Filter
    {
        public ushort Length;
        public Instruction* Instructions;
    }
}

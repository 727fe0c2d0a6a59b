namespace Etl.Worker.Sandbox;

/// <summary>Numbers of Linux's system calls on one kind of machine.</summary>
/// <param name="Refused">Sockets, other processes, changes of files and of the system.</param>
/// <param name="Unknown">Newer forms of open and clone whose arguments a filter cannot see.</param>
/// <param name="Open">open, where there is one.</param>
/// <param name="OpenAt">openat.</param>
/// <param name="NewThread">clone, which makes threads and processes.</param>
internal sealed record SystemCalls(IReadOnlyList<uint> Refused, IReadOnlyList<uint> Unknown, uint? Open, uint OpenAt, uint NewThread)
{
    /// <summary>pidfd_send_signal, io_uring, mounting, pidfd_open, pidfd_getfd and the calls after them: the same everywhere.</summary>
    private static readonly uint[] Newer = [424, 425, 426, 427, 428, 429, 430, 431, 432, 433, 434, 438, 442];

    /// <summary>clone3, openat2.</summary>
    private static readonly uint[] Opaque = [435, 437];

    internal static readonly SystemCalls X64 = new(
    [
        41, 42, 43, 44, 46, 49, 50, 53, 288, // socket connect accept sendto sendmsg bind listen socketpair accept4
        57, 58, 59, 322, 62, 200, 129, 297, 101, 310, 311, // fork vfork execve execveat kill tkill rt_sigqueueinfo rt_tgsigqueueinfo ptrace process_vm_*
        76, 77, 285, 82, 264, 316, 83, 258, 84, 85, 86, 265, 87, 263, 88, 266, 133, 259, // truncate ftruncate fallocate rename* mkdir* rmdir creat link* unlink* symlink* mknod*
        90, 91, 268, 92, 93, 94, 260, 132, 235, 261, 280, // chmod* chown* utime*
        188, 189, 190, 197, 198, 199, // setxattr* removexattr*
        29, 155, 161, 165, 166, 248, 249, 250, 272, 298, 304, 308, 319, 321, 323, // shmget pivot_root chroot mount umount keys unshare perf open_by_handle setns memfd bpf userfaultfd
        .. Newer,
    ], Opaque, 2, 257, 56);

    internal static readonly SystemCalls Arm64 = new(
    [
        198, 199, 200, 201, 202, 203, 206, 211, 242,
        221, 281, 129, 130, 138, 240, 117, 270, 271,
        45, 46, 47, 38, 276, 34, 37, 35, 36, 33,
        52, 53, 54, 55, 88,
        5, 6, 7, 14, 15, 16,
        194, 41, 51, 40, 39, 217, 218, 219, 97, 241, 265, 268, 279, 280, 282,
        .. Newer,
    ], Opaque, null, 56, 220);
}

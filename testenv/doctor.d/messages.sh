# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0
# All that doctor says, in both languages, and the commands that it advises. Sourced
# by doctor, which sets language to the name of a column.

# name.case | the command that mends it | English | Chinese. A case begins with the state.
messages()
{
	cat <<-'EOT'
	kernel.ok||Linux %s|Linux %s 内核
	packages.ok||all that the lessons need is installed|课程所需的软件都已安装
	packages.missing|%s|not installed: %s|未安装：%s
	packages-test.ok||all that "make test" needs is installed|make test 所需的软件都已安装
	packages-test.missing|%s|only "make test" needs them: %s|仅 make test 需要：%s
	clang.ok||compiles for BPF|可以编译 BPF 程序
	clang.missing|%s|not installed|未安装
	clang.missing-target|%s|%s: built without the bpf target: install your system's|%s：不支持 bpf 目标，请安装系统自带的 clang
	probe.ok||the kernel's features could be tried|已逐项尝试内核功能
	probe.missing|%s|cannot be built, so that the kernel's features are not known|无法编译，因此不知道内核支持哪些功能
	probe.missing-build|make -C testenv/doctor.d probe|cannot be built: the command says why|无法编译：运行右侧命令查看原因
	wsl.ok||this is not WSL|不是 WSL
	wsl.ok-wsl2||WSL2, with BTF and modules|WSL2，有 BTF 和内核模块
	wsl.missing-wsl1|wsl.exe --set-version DISTRIBUTION 2|WSL1 has no Linux kernel|WSL1 没有 Linux 内核
	wsl.missing|wsl.exe --update|WSL2, and its kernel comes without %s|WSL2，其内核缺少 %s
	container.ok||this is not a container|不是容器
	container.ok-inside||a container (%s): its root may be refused what the machine's is not|容器（%s）：其中的 root 权限可能受限
	container.ok-lab||this is the virtual machine of the lab|这是测试环境的虚拟机
	lockdown.ok||the kernel is not locked down (%s)|内核没有锁定（%s）
	lockdown.refused|testenv/vm.sh|the kernel is locked down: no BPF program may read its memory|内核已锁定：BPF 程序不能读取内核内存
	capabilities.ok||all that is needed|具备所需的全部权能
	capabilities.ok-resource||all that is needed; CAP_SYS_RESOURCE is not there, which does no harm|具备所需的权能；没有 CAP_SYS_RESOURCE，但无妨
	capabilities.refused|testenv/vm.sh|root, but without %s|虽是 root，但没有 %s
	capabilities.refused-root|sudo testenv/doctor|not root|不是 root
	vm.ok||kernels at hand: %s|现有内核：%s
	vm.ok-fetch||kernels that can be fetched: %s|可以下载的内核：%s
	vm.missing|%s|no virtual machine without these packages|缺少这些软件包，无法启动虚拟机
	vm.missing-here||no virtual machine here: %s|此处无法启动虚拟机：%s
	vm.missing-script|git pull|no testenv/vm.sh here|没有 testenv/vm.sh
	vm.missing-kernel|testenv/vm.sh --kernel PATH|no kernel to boot, and none can be fetched|没有可启动的内核，也无法下载
	vm.missing-nested||none within the virtual machine|虚拟机里不再嵌套虚拟机
	any.ok||it works|可用
	any.missing|testenv/vm.sh --kernel 6.12|the kernel does not have it|内核没有此功能
	any.refused|testenv/vm.sh|the kernel has it and refuses it|内核有此功能，但拒绝使用
	any.refused-root|sudo testenv/doctor|needs root|需要 root 权限
	root.ok||programs can be loaded|可以加载 BPF 程序
	root.missing|testenv/vm.sh --kernel 6.12|the kernel is built without BPF|内核没有编入 BPF
	root.refused|testenv/vm.sh|the kernel lets this process load no program, root or not|内核不允许本进程加载程序，即使是 root
	btf.ok||/sys/kernel/btf/vmlinux describes the kernel's types|/sys/kernel/btf/vmlinux 描述了内核的类型
	btf.missing|testenv/vm.sh --kernel 6.12|no /sys/kernel/btf/vmlinux: built without CONFIG_DEBUG_INFO_BTF|没有 /sys/kernel/btf/vmlinux：内核未启用 CONFIG_DEBUG_INFO_BTF
	tracefs.ok||mounted at /sys/kernel/tracing|已挂载在 /sys/kernel/tracing
	tracefs.missing|sudo mount -t tracefs tracefs /sys/kernel/tracing|not mounted at /sys/kernel/tracing|没有挂载在 /sys/kernel/tracing
	bpffs.ok||mounted at /sys/fs/bpf|已挂载在 /sys/fs/bpf
	bpffs.missing|sudo mount -t bpf bpf /sys/fs/bpf|not mounted at /sys/fs/bpf|没有挂载在 /sys/fs/bpf
	ipv6.ok||new interfaces have it|新接口启用 IPv6
	ipv6.missing|sudo testenv/testenv.sh setup --legacy-ip|not in the kernel, or switched off when it was booted|内核没有 IPv6，或在启动时被关闭
	ipv6.refused|sudo sysctl -w net.ipv6.conf.all.disable_ipv6=0|switched off for new interfaces; the lab switches it on for its own|新接口默认关闭 IPv6；测试环境会为自己的接口打开
	veth.ok||pairs of interfaces can be made|可以创建成对的虚拟接口
	veth.missing|sudo modprobe veth|the kernel has no veth driver, or cannot find the module|内核没有 veth 驱动，或找不到该模块
	veth.refused|testenv/vm.sh|this process may make no network namespace|本进程不能创建网络命名空间
	tracepoint.ok||a program can be attached to xdp:xdp_exception|程序可以附加到 xdp:xdp_exception
	tracepoint.missing|testenv/vm.sh --kernel 6.12|the kernel has no xdp:xdp_exception|内核没有 xdp:xdp_exception
	tp_btf.ok||the same, by the kernel's own types|同上，并使用内核自身的类型
	tp_btf.missing|testenv/vm.sh --kernel 6.12|not without the kernel's BTF|内核没有 BTF，无法使用
	xdp.ok||a program can be attached to an interface, by link|程序可以用链接附加到接口
	xdp.missing|testenv/vm.sh --kernel 6.12|no XDP links, which came with Linux 5.9|没有 XDP 链接（Linux 5.9 引入）
	frags.ok||programs can take packets of several buffers|程序可以处理多缓冲区的数据包
	frags.missing|testenv/vm.sh --kernel 6.12|only packets of one buffer; several came with Linux 5.18|只支持单缓冲区的数据包（多缓冲区由 Linux 5.18 引入）
	tailcall.ok||one XDP program can go on as another|XDP 程序可以尾调用另一个程序
	tailcall.missing-arm64|testenv/vm.sh --kernel 6.12|not from programs with functions; that came to arm64 with Linux 6.0|含有函数的程序不能尾调用（arm64 上由 Linux 6.0 引入）
	perf.ok||perf event rings can be opened|可以打开 perf 事件环形缓冲区
	ring.ok||BPF ring buffers can be made|可以创建 BPF 环形缓冲区
	ring.missing|testenv/vm.sh --kernel 6.12|no BPF ring buffer, which came with Linux 5.8|没有 BPF 环形缓冲区（Linux 5.8 引入）
	fentry.ok||an XDP program can be watched|可以观察 XDP 程序
	fentry.missing|testenv/vm.sh --kernel 6.12|the kernel has no trampolines on this processor|内核在此处理器上没有 trampoline
	fentry.missing-arm64|testenv/vm.sh --kernel 6.12|the kernel has no trampolines; they came to arm64 with Linux 6.0|内核没有 trampoline（arm64 上由 Linux 6.0 引入）
	fentry.refused|testenv/vm.sh|the kernel has trampolines, and refuses them|内核有 trampoline，但拒绝使用
	freplace.ok||several programs fit on an interface (libxdp's dispatcher)|一个接口可以有多个程序（libxdp 的分发器）
	freplace.missing|testenv/vm.sh --kernel 6.12|one program per interface: the kernel has no trampolines|每个接口一个程序：内核没有 trampoline
	freplace.missing-arm64|testenv/vm.sh --kernel 6.12|one program per interface: trampolines came to arm64 with Linux 6.0|每个接口一个程序：trampoline 在 arm64 上由 Linux 6.0 引入
	freplace.refused|testenv/vm.sh|one program per interface: the kernel refuses trampolines|每个接口一个程序：内核拒绝 trampoline
	lesson.||all that it needs is here|所需的一切都已具备
	lesson.why||%s: %s|%s：%s
	where.native||native|本机
	where.vm||in the VM (testenv/vm.sh)|在虚拟机中（testenv/vm.sh）
	where.root||native with root|本机，需要 root
	where.none||not here|此处不行
	state.ok||ok|正常
	state.missing||missing|缺少
	state.refused||refused|被拒绝
	help.purpose||What of the lessons works on this machine, and how to mend what does not.|课程在这台机器上哪些可行，不可行的如何补救。
	help.purpose-installed||What of these programs works on this machine, and how to mend what does not.|这些程序在这台机器上哪些可用，不可用的如何补救。
	help.json||print one JSON document|输出一个 JSON 文档
	help.help||this text|显示本帮助
	help.exit||exit: 0 every lesson here works natively or in the VM, 1 not so, 2 wrong usage|退出状态：0 现有课程都可在本机或虚拟机中进行，1 并非如此，2 用法错误
	help.exit-installed||exit: 0 every program works here, 1 not so, 2 wrong usage|退出状态：0 所有程序都可用，1 并非如此，2 用法错误
	help.unknown||%s: unknown option (see --help)|%s：未知选项（见 --help）
	EOT
}

# shellcheck disable=SC2034 # read by a name that is put together
declare -A english chinese mend_of
while IFS='|' read -r key mend en zh; do
	mend_of[$key]=$mend english[$key]=$en chinese[$key]=$zh
done < <(messages)

# say KEY [ARGUMENT...]: leaves the text in $REPLY, in the user's language
say()
{
	local -n message="${language}[$1]"
	# shellcheck disable=SC2059 # the table's texts are formats
	printf -v REPLY "$message" "${@:2}"
}

! The program that examples/c/lines.c describes. Build and run, from the root of the repository
! (where target/release has libsmsp.so and its name libsmsp.so.1):
!   gfortran -std=f2018 -J /tmp examples/fortran/smsp.f90 examples/fortran/lines.f90 \
!     -o /tmp/lines -Ltarget/release -lsmsp -Wl,-rpath,"$PWD/target/release"
!   /tmp/lines KEY MESSAGE_ID [wait]

! In a module, because the address of an internal procedure needs an executable stack.
module progress
  use smsp
  implicit none

contains

  logical function on_poll(polled) result(go_on)
    type(smsp_result), intent(in) :: polled
    print '(a, i0, a)', 'poll: ', polled%count_status(smsp_status_waiting), ' waiting'
    go_on = .true.
  end function
end module

program lines
  use, intrinsic :: iso_fortran_env, only: error_unit
  use progress
  use smsp
  implicit none

  integer :: arguments
  arguments = command_argument_count()
  if (arguments < 2 .or. arguments > 3 .or. (arguments == 3 .and. argument(3) /= 'wait')) then
    write (error_unit, '(a)') 'usage: lines KEY MESSAGE_ID [wait]'
    stop 2, quiet=.true.
  end if
  if (.not. told(argument(1), argument(2), waiting=arguments == 3)) stop 1, quiet=.true.

contains

  ! A procedure, so that everything in it is freed at its end.
  logical function told(api_key, message_id, waiting) result(fine)
    character(*), intent(in) :: api_key, message_id
    logical, intent(in) :: waiting
    type(smsp_options) :: options
    type(smsp_client) :: client
    type(smsp_result) :: answer
    character(:), allocatable :: base_url

    fine = .false.
    base_url = environment('SMSP_BASE_URL')
    if (len(base_url) > 0) then
      if (refused(options%set_base_url(base_url))) return
    end if
    if (waiting) then
      if (refused(options%set_poll_interval_ms(50, 200))) return
    end if

    call client%open(api_key, options)
    if (waiting) then
      call client%wait(message_id, 60000, on_poll, answer)
    else
      call client%bulk_status(message_id, answer)
    end if

    fine = answer%error_code() == smsp_ok
    if (fine) then
      call print_report(answer)
    else
      print '(a, i0, 2a)', 'error ', answer%error_code(), ': ', answer%error_message()
    end if
  end function

  logical function refused(code)
    integer, intent(in) :: code
    refused = code /= smsp_ok
    if (refused) print '(a, i0, 2a)', 'error ', code, ': ', smsp_error_text(code)
  end function

  subroutine print_report(report)
    type(smsp_result), intent(in) :: report
    type(smsp_entry) :: entry
    integer :: i, stops

    stops = 0
    do i = 1, report%count()
      entry = report%entry(i)
      print '(4a, i0, a, i0)', entry%phone_number, '|', entry%status_name, '|', &
        merge(1, 0, entry%stop_sms), '|', entry%date
      if (entry%stop_sms) stops = stops + 1
    end do
    print '(i0, a, i0, a, i0, a, i0, a, i0, a)', report%count(), ' recipients, ', &
      report%count_status(smsp_status_delivered), ' delivered, ', &
      report%count_status(smsp_status_not_delivered), ' not delivered, ', &
      report%count_status(smsp_status_waiting), ' waiting, ', stops, ' stop'
  end subroutine

  function argument(number) result(text)
    integer, intent(in) :: number
    character(:), allocatable :: text
    integer :: length
    call get_command_argument(number, length=length)
    allocate (character(length) :: text)
    call get_command_argument(number, text)
  end function

  function environment(name) result(text)
    character(*), intent(in) :: name
    character(:), allocatable :: text
    integer :: length
    call get_environment_variable(name, length=length)
    allocate (character(length) :: text)
    if (length > 0) call get_environment_variable(name, text)
  end function
end program
